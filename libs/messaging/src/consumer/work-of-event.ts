import type { DomainEvent } from '@shop/domain-events';
import type { WorkContext } from '@shop/kernel';

/** What a reaction to the event belongs to. */
export function workOfEvent({ id, correlationId, traceparent, data }: DomainEvent): WorkContext {
  const isOfOrder = typeof data === 'object' && data !== null && 'orderId' in data && typeof data.orderId === 'string';
  return {
    causationId: id,
    correlationId,
    ...(isOfOrder && { orderId: data.orderId as string }),
    ...(traceparent && { traceparent }),
  };
}
