import type { CaseFile } from './case-file.js';
import { found, nothing } from './finding.js';
import type { Rule } from './finding.js';
import { stepOf } from './steps.js';
import { durationText } from './wording.js';

const HOUR_MS = 3_600_000;
const DISPATCH_WITHIN_MS = 48 * HOUR_MS;
const DELIVER_WITHIN_MS = 7 * 24 * HOUR_MS;

/** Confirmed two days ago and still here, or on its way for a week. */
export const shipmentDelayed: Rule = (file) => {
  const { order, shipment } = file;
  const evidence = [shipment?.evidence ?? order.evidence];
  if (order.status === 'confirmed') {
    const waiting = since(file, stepOf(file, 'order.confirmed')?.at ?? order.updatedAt);
    if (waiting <= DISPATCH_WITHIN_MS) return nothing;
    const detail = `The order was confirmed ${durationText(waiting)} ago, and the parcel has not left.`;
    return found('shipment_delayed', 'warning', detail, evidence);
  }
  const underWay = timeUnderWay(file);
  if (underWay <= DELIVER_WITHIN_MS) return nothing;
  return found(
    'shipment_delayed',
    'warning',
    `The parcel has been on its way for ${durationText(underWay)}.`,
    evidence,
  );
};

/** Milliseconds since the parcel left, of one that has not arrived; else 0. */
export function timeUnderWay(file: CaseFile): number {
  if (file.order.status !== 'shipped') return 0;
  const left =
    file.shipment?.events.find(({ status }) => status === 'in_transit')?.at ??
    stepOf(file, 'shipment.dispatched')?.at ??
    file.order.updatedAt;
  return since(file, left);
}

function since({ now }: CaseFile, instant: string): number {
  return now.getTime() - Date.parse(instant);
}
