import { Address, Money } from '@shop/kernel';
import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import { topics } from '../topics.js';
import { example } from './examples.js';

export const cancellationReasons = [
  'out_of_stock',
  'payment_declined',
  'undeliverable',
  'customer_request',
  'timed_out',
] as const;
export type CancellationReason = (typeof cancellationReasons)[number];

const orderLine = z.object({ sku: z.string(), quantity: z.int().positive(), unitPrice: Money });
const cancellation = z.object({
  orderId: z.string(),
  customerId: z.string(),
  reason: z.enum(cancellationReasons),
  detail: z.string().nullable(),
});

const from = 'order-service';
const topic = topics.orders;
const key = 'orderId';

export const orderPlaced = defineEvent({
  name: 'shop.order.placed',
  from,
  topic,
  key,
  once: () => [],
  summary: 'The saga begins: a customer wants these goods, at these prices, sent there.',
  schema: z.object({
    orderId: z.string(),
    customerId: z.string(),
    items: z.array(orderLine).min(1),
    total: Money,
    shippingAddress: Address,
    /** `token` stands for a card at the payment provider; it is worth nothing elsewhere. */
    payment: z.object({ method: z.literal('card'), token: z.string() }),
  }),
  example: {
    orderId: example.orderId,
    customerId: example.customerId,
    items: [{ sku: 'NW-001', quantity: 2, unitPrice: { amountMinor: 1800, currency: 'USD' } }],
    total: { amountMinor: 3600, currency: 'USD' },
    shippingAddress: example.address,
    payment: { method: 'card', token: 'tok_visa' },
  },
});

export const orderConfirmed = defineEvent({
  name: 'shop.order.confirmed',
  from,
  topic,
  key,
  once: () => [],
  summary: 'The saga ends well: stock held, money taken, label made.',
  schema: z.object({ orderId: z.string(), customerId: z.string(), total: Money }),
  example: {
    orderId: example.orderId,
    customerId: example.customerId,
    total: { amountMinor: 3600, currency: 'USD' },
  },
});

export const cancellationStarted = defineEvent({
  name: 'shop.order.cancellation-started',
  from,
  topic,
  key,
  once: () => [],
  summary: 'Every participant undoes what it did, in any order, once, and answers.',
  schema: cancellation,
  example: {
    orderId: example.orderId,
    customerId: example.customerId,
    reason: 'out_of_stock',
    detail: 'NW-001: 2 asked for, 1 left',
  },
});

export const orderCancelled = defineEvent({
  name: 'shop.order.cancelled',
  from,
  topic,
  key,
  once: () => [],
  summary: 'Every participant has answered: all is undone.',
  schema: cancellation,
  example: { orderId: example.orderId, customerId: example.customerId, reason: 'customer_request', detail: null },
});

/** No part of the saga: what an approved proposal leads to says so itself, by the events that it always has. */
export const orderProposalDecided = defineEvent({
  name: 'shop.order.proposal-decided',
  from,
  topic,
  key,
  // Both decisions, should a restored service have forgotten the first and somebody decide otherwise.
  once: ({ proposalId, decision }) => [proposalId, decision],
  summary: 'Somebody of the staff has decided on what an analysis proposed to do about the order.',
  schema: z.object({
    orderId: z.string(),
    proposalId: z.string(),
    action: z.enum(['refund', 'cancel', 'resend', 'redrive']),
    decision: z.enum(['approved', 'rejected']),
    /** A user id. */
    decidedBy: z.string(),
  }),
  example: {
    orderId: example.orderId,
    proposalId: '0197a1b2-0000-7000-8000-000000000005',
    action: 'refund',
    decision: 'approved',
    decidedBy: '0197a1b2-0000-7000-8000-000000000006',
  },
});
