import type { Address, Evolver, Money } from '@shop/kernel';
import { addressKey, unreachable } from '@shop/kernel';

export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: Money;
}

export type CancellationReason =
  'out_of_stock' | 'payment_declined' | 'undeliverable' | 'customer_request' | 'timed_out';

/** The services that take part in an order, each of which undoes its own part. */
export type Participant = 'inventory' | 'payment' | 'shipping';
export const participants: readonly Participant[] = ['inventory', 'payment', 'shipping'];

/** What has happened to an order. Private: other services hear of it through order.published.ts. */
export type OrderEvent =
  | {
      readonly type: 'OrderPlaced';
      readonly orderId: string;
      readonly customerId: string;
      readonly items: readonly OrderLine[];
      readonly total: Money;
      readonly shippingAddress: Address;
      readonly payment: { readonly method: 'card'; readonly token: string };
      readonly at: string;
    }
  | { readonly type: 'StockReserved'; readonly at: string }
  | { readonly type: 'PaymentCaptured'; readonly paymentId: string; readonly at: string }
  | { readonly type: 'PaymentDeclined'; readonly paymentId: string; readonly at: string }
  | {
      readonly type: 'ShipmentCreated';
      readonly shipmentId: string;
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly at: string;
    }
  | { readonly type: 'OrderConfirmed'; readonly at: string }
  | { readonly type: 'ShipmentDispatched'; readonly at: string }
  | { readonly type: 'ShipmentDelivered'; readonly at: string }
  | { readonly type: 'PaymentRefunded'; readonly refundedTotal: Money; readonly at: string }
  | {
      readonly type: 'CancellationStarted';
      readonly reason: CancellationReason;
      readonly detail: string | null;
      readonly at: string;
    }
  | { readonly type: 'ParticipantUndone'; readonly participant: Participant; readonly at: string }
  | { readonly type: 'OrderCancelled'; readonly at: string };

export interface Payment {
  readonly id: string;
  readonly status: 'captured' | 'declined' | 'partially_refunded' | 'refunded';
  readonly refundedAmount: Money;
}

export interface Shipment {
  readonly id: string;
  readonly status: 'created' | 'in_transit' | 'delivered' | 'cancelled';
  readonly carrier: string;
  readonly trackingNumber: string;
}

export interface PlacedOrder {
  readonly exists: true;
  readonly id: string;
  readonly customerId: string;
  readonly items: readonly OrderLine[];
  readonly total: Money;
  /** Of the address that it goes to, which the state itself does not keep. */
  readonly addressKey: string;
  /** Facts from three services, which arrive in any order: so flags, not a line of states. */
  readonly stockReserved: boolean;
  readonly payment: Payment | null;
  readonly shipment: Shipment | null;
  readonly confirmed: boolean;
  readonly cancellation: { readonly reason: CancellationReason; readonly detail: string | null } | null;
  readonly undone: readonly Participant[];
  readonly cancelled: boolean;
  readonly placedAt: string;
  readonly updatedAt: string;
}

export type Order = { readonly exists: false } | PlacedOrder;

export type OrderStatus =
  'placed' | 'stock_reserved' | 'paid' | 'confirmed' | 'shipped' | 'delivered' | 'cancelling' | 'cancelled';

export function statusOf(order: PlacedOrder): OrderStatus {
  if (order.cancelled) return 'cancelled';
  if (order.cancellation) return 'cancelling';
  if (order.confirmed) {
    if (order.shipment?.status === 'delivered') return 'delivered';
    return order.shipment?.status === 'in_transit' ? 'shipped' : 'confirmed';
  }
  if (!order.stockReserved) return 'placed';
  return order.payment?.status === 'captured' ? 'paid' : 'stock_reserved';
}

export const orderEvolver: Evolver<Order, OrderEvent> = {
  initial: { exists: false },
  evolve(order, event) {
    if (event.type === 'OrderPlaced') return placed(event);
    return order.exists ? { ...order, ...change(order, event), updatedAt: event.at } : order;
  },
};

function placed({
  type: _,
  orderId,
  at,
  shippingAddress,
  payment: _payment,
  ...what
}: Extract<OrderEvent, { type: 'OrderPlaced' }>): PlacedOrder {
  return {
    exists: true,
    id: orderId,
    ...what,
    addressKey: addressKey(shippingAddress),
    stockReserved: false,
    payment: null,
    shipment: null,
    confirmed: false,
    cancellation: null,
    undone: [],
    cancelled: false,
    placedAt: at,
    updatedAt: at,
  };
}

function change(order: PlacedOrder, event: Exclude<OrderEvent, { type: 'OrderPlaced' }>): Partial<PlacedOrder> {
  const nothing = { amountMinor: 0, currency: order.total.currency };
  switch (event.type) {
    case 'StockReserved':
      return { stockReserved: true };
    case 'PaymentCaptured':
      return { payment: { id: event.paymentId, status: 'captured', refundedAmount: nothing } };
    case 'PaymentDeclined':
      return { payment: { id: event.paymentId, status: 'declined', refundedAmount: nothing } };
    case 'PaymentRefunded':
      return { payment: refunded(order, event.refundedTotal) };
    case 'ShipmentCreated': {
      const { shipmentId: id, carrier, trackingNumber } = event;
      return { shipment: { id, carrier, trackingNumber, status: 'created' } };
    }
    case 'ShipmentDispatched':
      return { shipment: order.shipment && { ...order.shipment, status: 'in_transit' } };
    case 'ShipmentDelivered':
      return { shipment: order.shipment && { ...order.shipment, status: 'delivered' } };
    case 'OrderConfirmed':
      return { confirmed: true };
    case 'CancellationStarted':
      return { cancellation: { reason: event.reason, detail: event.detail } };
    case 'ParticipantUndone':
      return {
        undone: [...order.undone, event.participant],
        ...(event.participant === 'shipping' && {
          shipment: order.shipment && { ...order.shipment, status: 'cancelled' },
        }),
      };
    case 'OrderCancelled':
      return { cancelled: true };
    default:
      return unreachable(event);
  }
}

function refunded(order: PlacedOrder, refundedAmount: Money): Payment | null {
  if (!order.payment) return null;
  const status = refundedAmount.amountMinor >= order.total.amountMinor ? 'refunded' : 'partially_refunded';
  return { ...order.payment, status, refundedAmount };
}
