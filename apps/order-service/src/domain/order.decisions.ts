import { conflict, notFound } from '@shop/kernel';
import type { Decision, Money } from '@shop/kernel';
import { participants, statusOf } from './order.js';
import type { CancellationReason, Order, OrderEvent, Participant, PlacedOrder } from './order.js';

export type OrderDecision = Decision<Order, OrderEvent>;
type Placed = Extract<OrderEvent, { type: 'OrderPlaced' }>;

/** A person places an order. A second time decides to nothing: the id is chosen by us. */
export const place =
  (order: Omit<Placed, 'type'>): OrderDecision =>
  (state) =>
    state.exists ? [] : [{ type: 'OrderPlaced', ...order }];

/** A person cancels. Refused once the parcel is on its way; repeated, it decides to nothing. */
export const cancel =
  (orderId: string, detail: string | null, at: string): OrderDecision =>
  (order) => {
    if (!order.exists) throw notFound('order', orderId);
    if (order.cancellation) return [];
    if (isOnItsWay(order)) {
      throw conflict('order.already-shipped', `The order is ${statusOf(order)}: it can no longer be cancelled.`);
    }
    return [{ type: 'CancellationStarted', reason: 'customer_request', detail, at }];
  };

/*
 * What follows reacts to what others did. Reactions are total: a repeated, late or unexpected event decides to nothing, never
 * to a refusal, because nobody is there to hear it.
 */

export const stockReserved =
  (at: string): OrderDecision =>
  (order) =>
    isOpen(order) && !order.stockReserved ? withConfirmation(order, { type: 'StockReserved', at }, at) : [];

export const paymentCaptured =
  (paymentId: string, at: string): OrderDecision =>
  (order) => {
    if (!order.exists || order.payment || order.undone.includes('payment')) return [];
    // Captured while the cancellation was on its way: noted for the reader; the payment service refunds it by itself.
    return withConfirmation(order, { type: 'PaymentCaptured', paymentId, at }, at);
  };

export const shipmentCreated =
  (shipment: { shipmentId: string; carrier: string; trackingNumber: string }, at: string): OrderDecision =>
  (order) => {
    if (!order.exists || order.shipment || order.undone.includes('shipping')) return [];
    return withConfirmation(order, { type: 'ShipmentCreated', ...shipment, at }, at);
  };

/** A participant has refused its step: the order ends, unless it is ending already. */
export const refusedBy =
  (reason: CancellationReason, detail: string | null, at: string, payment?: { paymentId: string }): OrderDecision =>
  (order) => {
    if (!order.exists) return [];
    const declined: OrderEvent[] =
      payment && !order.payment ? [{ type: 'PaymentDeclined', paymentId: payment.paymentId, at }] : [];
    return isOpen(order) && !order.confirmed
      ? [...declined, { type: 'CancellationStarted', reason, detail, at }]
      : declined;
  };

/** The saga has not ended in time. */
export const timeOut =
  (at: string): OrderDecision =>
  (order) =>
    isOpen(order) && !order.confirmed
      ? [{ type: 'CancellationStarted', reason: 'timed_out', detail: `still ${statusOf(order)}`, at }]
      : [];

/** A participant has undone its part. The order is cancelled when all three have answered, in whatever order. */
export const undoneBy =
  (participant: Participant, at: string): OrderDecision =>
  (order) => {
    if (!order.exists || !order.cancellation || order.undone.includes(participant)) return [];
    const undone: OrderEvent = { type: 'ParticipantUndone', participant, at };
    const all = participants.every((other) => other === participant || order.undone.includes(other));
    return all && !order.cancelled ? [undone, { type: 'OrderCancelled', at }] : [undone];
  };

/** Money has gone back to the customer, by a cancellation or by somebody's good will. */
export const refunded =
  (refundedTotal: Money, at: string): OrderDecision =>
  (order) =>
    order.exists && order.payment && refundedTotal.amountMinor > order.payment.refundedAmount.amountMinor
      ? [{ type: 'PaymentRefunded', refundedTotal, at }]
      : [];

export const dispatched =
  (at: string): OrderDecision =>
  (order) =>
    isOpen(order) && order.shipment?.status === 'created' ? [{ type: 'ShipmentDispatched', at }] : [];

export const delivered =
  (at: string): OrderDecision =>
  (order) =>
    isOpen(order) && order.shipment && order.shipment.status !== 'delivered' ? [{ type: 'ShipmentDelivered', at }] : [];

/** Several decisions, each on what the ones before it came to. */
export const both =
  (first: OrderDecision, second: OrderDecision, evolve: (order: Order, event: OrderEvent) => Order): OrderDecision =>
  (order) => {
    const events = first(order);
    return [...events, ...second(events.reduce(evolve, order))];
  };

function isOpen(order: Order): order is PlacedOrder {
  return order.exists && !order.cancellation;
}

function isOnItsWay(order: PlacedOrder): boolean {
  return order.shipment?.status === 'in_transit' || order.shipment?.status === 'delivered';
}

/** Confirms with the last of the three facts, whichever it is. */
function withConfirmation(order: PlacedOrder, fact: OrderEvent, at: string): readonly OrderEvent[] {
  const complete =
    (order.stockReserved || fact.type === 'StockReserved') &&
    (order.payment?.status === 'captured' || fact.type === 'PaymentCaptured') &&
    (order.shipment !== null || fact.type === 'ShipmentCreated');
  return complete && !order.cancellation && !order.confirmed ? [fact, { type: 'OrderConfirmed', at }] : [fact];
}
