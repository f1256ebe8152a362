import type { Journal } from '@shop/group-commit';
import type { Money } from '@shop/kernel';
import type { CancellationReason, OrderEvent, PlacedOrder } from './domain/order.js';

/** What an order has come to, for the metrics. */
export type Milestone =
  | { readonly kind: 'placed' }
  | { readonly kind: 'confirmed'; readonly afterMs: number; readonly total: Money }
  | {
      readonly kind: 'cancelled';
      readonly afterMs: number;
      readonly reason: CancellationReason;
      /** Then its saga had come to an end already: what was cancelled was a good order. */
      readonly wasConfirmed: boolean;
    };

/** Writes nothing: its entries are heard of when the transaction has been committed, and never if it has not. */
export const milestones: Journal<Milestone> = { name: 'milestones', append: async () => undefined };

/** @param order as it is after the event */
export function milestoneOf(order: PlacedOrder, event: OrderEvent): Milestone | undefined {
  const afterMs = Math.max(0, Date.parse(event.at) - Date.parse(order.placedAt));
  switch (event.type) {
    case 'OrderPlaced':
      return { kind: 'placed' };
    case 'OrderConfirmed':
      return { kind: 'confirmed', afterMs, total: order.total };
    case 'OrderCancelled': {
      const { reason } = order.cancellation ?? { reason: 'customer_request' as const };
      return { kind: 'cancelled', afterMs, reason, wasConfirmed: order.confirmed };
    }
    default:
      return undefined;
  }
}
