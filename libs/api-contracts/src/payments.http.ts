import { Money } from '@shop/kernel';
import { z } from 'zod';
import { byId, id, idempotencyKey, text, timestamp } from './common.js';
import { defineRoute } from './define-route.js';

const owner = 'payment-service';
const amount = z.object(Money.shape);

export const paymentStatus = z.enum(['authorized', 'captured', 'declined', 'refunded', 'partially_refunded']);
export type PaymentStatus = z.infer<typeof paymentStatus>;

export const payment = z.object({
  id,
  status: paymentStatus,
  amount,
  refundedAmount: amount,
  attempts: z.int().nonnegative().describe('how often the provider was asked to charge'),
});
export type Payment = z.infer<typeof payment>;

export const refund = z.object({
  id,
  paymentId: id,
  amount,
  reason: z.string(),
  refundedAt: timestamp,
});
export type Refund = z.infer<typeof refund>;

export const paymentsApi = {
  ofOrder: defineRoute({
    method: 'GET',
    path: '/orders/:id/payment',
    owner,
    access: 'signed-in',
    summary: 'The payment of an order, for its owner, support and admin.',
    params: byId,
    status: 200,
    answer: payment,
  }),
  refund: defineRoute({
    method: 'POST',
    path: '/payments/:id/refunds',
    owner,
    access: ['support', 'admin'],
    summary: 'Gives money back, all that is left unless an amount is named; 409 for more than is left.',
    headers: z.object({ 'idempotency-key': idempotencyKey.optional() }),
    honoursIdempotencyKey: true,
    params: byId,
    body: z.strictObject({ amountMinor: z.int().positive().optional(), reason: text(500) }),
    status: 201,
    answer: refund,
  }),
};
