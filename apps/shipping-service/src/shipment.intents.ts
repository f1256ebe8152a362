import { intend } from '@shop/messaging';
import type { Intent } from '@shop/messaging';
import type { LabelRequest } from './carrier.js';
import type { ShipmentEvent } from './domain/shipment.js';

export const LABEL = 'label';
export const VOID_LABEL = 'void-label';

export type LabelIntent = LabelRequest;
export interface VoidLabelIntent {
  readonly orderId: string;
  readonly labelId: string;
}

/** What is to be asked of the carrier after an event. The intent's id is the idempotency key: one label for each order, voided once. */
export function intentOf(orderId: string, event: ShipmentEvent): Intent | undefined {
  if (event.type === 'LabelRequested') {
    const { address, parcels } = event;
    return intend<LabelIntent>(LABEL, orderId, { reference: orderId, address, parcels });
  }
  if (event.type === 'VoidRequested') {
    const { labelId } = event;
    return intend<VoidLabelIntent>(VOID_LABEL, labelId, { orderId, labelId });
  }
  return undefined;
}
