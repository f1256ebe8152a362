import type { Finding } from '@shop/api-contracts';
import { cause, compensated, compensationUnfinished } from './cancellation.rules.js';
import type { CaseFile } from './case-file.js';
import type { Rule } from './finding.js';
import { circuitOpen, deadLetter, restocked } from './operation.rules.js';
import { goodwill, paymentRetried } from './payment.rules.js';
import { slow, stuck, wayOfTheOrder } from './progress.rules.js';
import { addressReuse, amountOutlier, quantityOutlier, repeatedDeclines, velocity } from './risk.rules.js';
import { shipmentDelayed } from './shipment.rules.js';

/** In the order in which a person would want to be told. */
const rules: readonly Rule[] = [
  wayOfTheOrder,
  cause,
  stuck,
  circuitOpen,
  deadLetter,
  compensationUnfinished,
  compensated,
  restocked,
  slow,
  paymentRetried,
  goodwill,
  shipmentDelayed,
  repeatedDeclines,
  velocity,
  amountOutlier,
  addressReuse,
  quantityOutlier,
];

export function findingsOf(file: CaseFile): readonly Finding[] {
  return rules.flatMap((rule) => rule(file));
}
