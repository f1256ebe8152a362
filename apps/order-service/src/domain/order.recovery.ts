import { unreachable } from '@shop/kernel';
import type { OrderDecision } from './order.decisions.js';
import type { OrderEvent } from './order.js';

/** What the order service tells others: so it is on Kafka, also when the stream has lost it. */
export type ToldEvent = Extract<
  OrderEvent,
  { type: 'OrderPlaced' | 'OrderConfirmed' | 'CancellationStarted' | 'OrderCancelled' }
>;

/**
 * We have said so, and may have forgotten it. Taken back unless it is known: others have acted on it. What led to it (stock held, money
 * taken) is heard again from whoever said it, and decides to what is still missing.
 */
export const readopt =
  (said: ToldEvent): OrderDecision =>
  (order) => {
    switch (said.type) {
      case 'OrderPlaced':
        return order.exists ? [] : [said];
      case 'OrderConfirmed':
        return order.exists && !order.cancellation && !order.confirmed ? [said] : [];
      case 'CancellationStarted':
        return order.exists && !order.cancellation ? [said] : [];
      case 'OrderCancelled':
        return order.exists && order.cancellation && !order.cancelled ? [said] : [];
      default:
        return unreachable(said);
    }
  };
