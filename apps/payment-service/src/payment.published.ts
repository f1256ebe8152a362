import { paymentCaptured, paymentDeclined, paymentRefunded } from '@shop/domain-events';
import { money, unreachable } from '@shop/kernel';
import { publish } from '@shop/messaging';
import type { OutboxMessage } from '@shop/messaging';
import { refundedMinor } from './domain/payment.js';
import type { Payment, PaymentEvent, RefundCause } from './domain/payment.js';

/** The only seam between our events and the world: which of them others hear of, and as what. `payment` is as after the event. */
export function published(orderId: string, payment: Payment, event: PaymentEvent): OutboxMessage | undefined {
  switch (event.type) {
    case 'PaymentCaptured':
    case 'NothingToPay': {
      const { paymentId, amount } = event;
      return publish(paymentCaptured, { orderId, paymentId, amount });
    }
    case 'PaymentDeclined': {
      const { paymentId, amount, reason } = event;
      return publish(paymentDeclined, { orderId, paymentId, amount, reason });
    }
    case 'CancellationAnswered':
      return refunded(orderId, payment, event.amount, 'cancellation');
    case 'RefundConfirmed':
      // The refund of a cancellation is told by its answer, which waits for all others.
      return event.refund.cause === 'goodwill'
        ? refunded(orderId, payment, event.refund.amount, 'goodwill')
        : undefined;
    case 'OrderLearnt':
    case 'StockReserved':
    case 'ChargeRequested':
    case 'ChargeUnanswered':
    case 'CancellationStarted':
    case 'RefundRequested':
      return undefined;
    default:
      return unreachable(event);
  }
}

function refunded(orderId: string, payment: Payment, amount: Payment['refunds'][number]['amount'], cause: RefundCause) {
  const refundedTotal = money(refundedMinor(payment), amount.currency);
  return publish(paymentRefunded, {
    orderId,
    paymentId: payment.charge?.paymentId ?? null,
    amount,
    refundedTotal,
    cause,
  });
}
