import {
  cancellationStarted,
  orderCancelled,
  orderPlaced,
  orderProposalDecided,
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  shipmentCancelled,
  shipmentCreated,
  shipmentRejected,
  stockRejected,
  stockReleased,
} from '@shop/domain-events';
import type { DataOf, DomainEvent } from '@shop/domain-events';
import { amountText } from '@shop/kernel';

export type StepKind = 'action' | 'failure' | 'compensation' | 'deadline';

const failures = new Set([stockRejected.type, paymentDeclined.type, shipmentRejected.type]);
const compensations = new Set([
  cancellationStarted.type,
  stockReleased.type,
  paymentRefunded.type,
  shipmentCancelled.type,
  orderCancelled.type,
]);

export function kindOf(event: DomainEvent): StepKind {
  if (failures.has(event.type)) return 'failure';
  if (!compensations.has(event.type)) return 'action';
  const { reason } = event.data as { reason?: string };
  return event.type === cancellationStarted.type && reason === 'timed_out' ? 'deadline' : 'compensation';
}

type Describe = { [type: string]: (data: never) => string | null };

const descriptions: Describe = {
  [orderPlaced.type]: (data: DataOf<typeof orderPlaced>) => `${data.items.length} line(s), ${amountText(data.total)}`,
  [stockRejected.type]: (data: DataOf<typeof stockRejected>) =>
    data.short.map(({ sku, requested, available }) => `${sku}: ${requested} wanted, ${available} left`).join('; '),
  [stockReleased.type]: (data: DataOf<typeof stockReleased>) =>
    data.items.length === 0
      ? 'nothing was held'
      : data.items.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', '),
  [paymentCaptured.type]: (data: DataOf<typeof paymentCaptured>) => amountText(data.amount),
  [paymentDeclined.type]: (data: DataOf<typeof paymentDeclined>) => data.reason,
  [paymentRefunded.type]: (data: DataOf<typeof paymentRefunded>) =>
    data.amount.amountMinor === 0 ? 'nothing had been taken' : amountText(data.amount),
  [shipmentCreated.type]: (data: DataOf<typeof shipmentCreated>) => `${data.carrier} ${data.trackingNumber}`,
  [shipmentRejected.type]: (data: DataOf<typeof shipmentRejected>) => data.reason,
  [shipmentCancelled.type]: (data: DataOf<typeof shipmentCancelled>) =>
    data.shipmentId === null ? 'there was no label' : 'the label is void',
  [cancellationStarted.type]: (data: DataOf<typeof cancellationStarted>) =>
    data.detail ? `${data.reason}: ${data.detail}` : data.reason,
  [orderCancelled.type]: (data: DataOf<typeof orderCancelled>) => data.reason,
  [orderProposalDecided.type]: (data: DataOf<typeof orderProposalDecided>) => `${data.action}: ${data.decision}`,
};

/** A few words for people about what the event says; `null` when its name says it all. */
export function describe(event: DomainEvent): string | null {
  return descriptions[event.type]?.(event.data as never) ?? null;
}
