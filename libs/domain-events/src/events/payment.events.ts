import { Money } from '@shop/kernel';
import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import { topics } from '../topics.js';
import { example } from './examples.js';

const from = 'payment-service';
const topic = topics.payments;
const key = 'orderId';
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

export const paymentCaptured = defineEvent({
  name: 'shop.payment.captured',
  from,
  topic,
  key,
  once: () => [],
  summary: 'The money of the order is taken.',
  schema: z.object({ orderId: z.string(), paymentId: z.string(), amount: Money }),
  example: { orderId: example.orderId, paymentId: example.paymentId, amount: usd(3600) },
});

export const paymentDeclined = defineEvent({
  name: 'shop.payment.declined',
  from,
  topic,
  key,
  once: () => [],
  summary: 'The provider refuses the card; nothing is taken.',
  schema: z.object({
    orderId: z.string(),
    paymentId: z.string(),
    amount: Money,
    /** The provider's word: `card_declined`, `insufficient_funds`, … */
    reason: z.string(),
  }),
  example: {
    orderId: example.orderId,
    paymentId: example.paymentId,
    amount: usd(3600),
    reason: 'insufficient_funds',
  },
});

export const paymentRefunded = defineEvent({
  name: 'shop.payment.refunded',
  from,
  topic,
  key,
  // A cancellation gives back what is left, once; with each refund out of good will the total is another.
  once: ({ cause, refundedTotal }) => (cause === 'cancellation' ? [cause] : [cause, refundedTotal.amountMinor]),
  summary: 'Money is given back; an amount of zero, and no payment, if none had been taken.',
  schema: z.object({
    orderId: z.string(),
    paymentId: z.string().nullable(),
    /** What this refund gave back. */
    amount: Money,
    /** All refunds of the payment together. */
    refundedTotal: Money,
    /** `cancellation` answers `order.cancellation-started`; `goodwill` is a person's refund of an order that stands. */
    cause: z.enum(['cancellation', 'goodwill']),
  }),
  example: {
    orderId: example.orderId,
    paymentId: example.paymentId,
    amount: usd(3600),
    refundedTotal: usd(3600),
    cause: 'cancellation',
  },
});
