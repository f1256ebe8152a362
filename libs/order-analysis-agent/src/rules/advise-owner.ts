import type { FindingCode } from '@shop/api-contracts';
import { advise } from './advice.js';
import type { Advice } from './advice.js';
import type { CaseFile } from './case-file.js';

/** For each finding that a customer can do something about, or wants to be told about; the first that is there counts. */
const words: readonly (readonly [FindingCode, 'none' | 'wait', string])[] = [
  ['restocked', 'none', 'There is enough again: you can order it anew.'],
  ['out_of_stock', 'none', 'You can order fewer, or something else. You have not been charged.'],
  ['payment_declined', 'none', 'You can order again with another card. You have not been charged.'],
  ['undeliverable', 'none', 'You can order again to another address. Your money has been given back.'],
  ['timed_out', 'none', 'We are sorry. You can order again; nothing has been kept of your money.'],
  [
    'stuck',
    'wait',
    'This takes longer than it should. If it cannot go on, the order is cancelled and your money given back.',
  ],
  ['compensation_unfinished', 'wait', 'The cancellation is on its way, and ends by itself.'],
  ['shipment_delayed', 'wait', 'Your parcel is late. Our support can ask where it is.'],
  ['in_progress', 'wait', 'Your order is on its way through the shop; there is nothing to do.'],
];

/** What the customer themself can do. Nothing here is to be approved by anybody. */
export function adviseOwner({ order }: CaseFile, codes: ReadonlySet<FindingCode>): readonly Advice[] {
  const [, action, text] = words.find(([code]) => codes.has(code)) ?? [
    null,
    'none' as const,
    'There is nothing to do.',
  ];
  return [advise(action, text, order.orderId)];
}
