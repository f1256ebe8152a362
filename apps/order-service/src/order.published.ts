import { cancellationStarted, orderCancelled, orderConfirmed, orderPlaced } from '@shop/domain-events';
import { unreachable } from '@shop/kernel';
import { publish } from '@shop/messaging';
import type { OutboxMessage } from '@shop/messaging';
import type { OrderEvent, PlacedOrder } from './domain/order.js';

/** The only seam between the private stream and the world: which of our events others hear of, and as what. */
export function published(order: PlacedOrder, event: OrderEvent): OutboxMessage | undefined {
  const { id: orderId, customerId, total } = order;
  switch (event.type) {
    case 'OrderPlaced': {
      const { items, shippingAddress, payment } = event;
      return publish(orderPlaced, { orderId, customerId, items: [...items], total, shippingAddress, payment });
    }
    case 'OrderConfirmed':
      return publish(orderConfirmed, { orderId, customerId, total });
    case 'CancellationStarted': {
      const { reason, detail } = event;
      return publish(cancellationStarted, { orderId, customerId, reason, detail });
    }
    case 'OrderCancelled': {
      const { reason, detail } = order.cancellation ?? { reason: 'customer_request' as const, detail: null };
      return publish(orderCancelled, { orderId, customerId, reason, detail });
    }
    // What another service has told us is its news, not ours.
    case 'StockReserved':
    case 'PaymentCaptured':
    case 'PaymentDeclined':
    case 'PaymentRefunded':
    case 'ShipmentCreated':
    case 'ShipmentDispatched':
    case 'ShipmentDelivered':
    case 'ParticipantUndone':
      return undefined;
    default:
      return unreachable(event);
  }
}
