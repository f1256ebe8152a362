import { Address, Money } from '@shop/kernel';
import { z } from 'zod';
import { byId, id, idempotencyKey, pageOf, pageQuery, text, timestamp } from './common.js';
import { defineRoute } from './define-route.js';
import { orderLines } from './order-lines.js';
import { paymentStatus } from './payments.http.js';
import { shipmentStatus } from './shipments.http.js';

const owner = 'order-service';
const amount = z.object(Money.shape);

export const orderStatus = z.enum([
  'placed',
  'stock_reserved',
  'paid',
  'confirmed',
  'shipped',
  'delivered',
  'cancelling',
  'cancelled',
]);
export type OrderStatus = z.infer<typeof orderStatus>;

export const cancellationReason = z.enum([
  'out_of_stock',
  'payment_declined',
  'undeliverable',
  'customer_request',
  'timed_out',
]);

export const orderRequest = z.strictObject({
  items: orderLines,
  shippingAddress: Address,
  payment: z.strictObject({ method: z.literal('card'), token: z.string().min(1).max(200) }),
  promotionCode: text(50).optional(),
});
export type OrderRequest = z.infer<typeof orderRequest>;

/** Public paths. */
export const orderLinks = z.object({
  self: z.string(),
  timeline: z.string(),
  cancel: z.string(),
  payment: z.string(),
  shipment: z.string(),
});

export const orderReceipt = z.object({ id, status: z.literal('placed'), total: amount, links: orderLinks });
export type OrderReceipt = z.infer<typeof orderReceipt>;

export const order = z.object({
  id,
  customerId: id,
  status: orderStatus,
  items: z.array(z.object({ sku: z.string(), quantity: z.int().positive(), unitPrice: amount })),
  total: amount,
  payment: z.object({ id: id.nullable(), status: paymentStatus, refundedAmount: amount }).nullable(),
  shipment: z.object({ status: shipmentStatus, carrier: z.string(), trackingNumber: z.string() }).nullable(),
  cancellation: z.object({ reason: cancellationReason, detail: z.string().nullable() }).nullable(),
  placedAt: timestamp,
  updatedAt: timestamp,
  version: z.int().positive(),
});
export type Order = z.infer<typeof order>;

export const timelineStep = z.object({
  at: timestamp,
  service: z.string(),
  event: z.string(),
  kind: z.enum(['action', 'failure', 'compensation', 'deadline']),
  detail: z.string().nullable(),
  eventId: z.string(),
  causationId: z.string().nullable(),
  traceId: z.string().nullable(),
});
export const timeline = z.object({ orderId: id, state: z.string(), steps: z.array(timelineStep) });
export type Timeline = z.infer<typeof timeline>;

export const ordersApi = {
  place: defineRoute({
    method: 'POST',
    path: '/orders',
    owner,
    access: ['customer'],
    summary: "Places an order at the catalogue's prices; the saga does the rest.",
    headers: z.object({ 'idempotency-key': idempotencyKey.optional() }),
    honoursIdempotencyKey: true,
    body: orderRequest,
    status: 202,
    answer: orderReceipt,
  }),
  get: defineRoute({
    method: 'GET',
    path: '/orders/:id',
    owner,
    access: 'signed-in',
    summary: 'One order, for its owner, support and admin.',
    params: byId,
    status: 200,
    answer: order,
  }),
  list: defineRoute({
    method: 'GET',
    path: '/orders',
    owner,
    access: 'signed-in',
    summary: "The caller's orders, newest first; support and admin see all, or those of `customerId`.",
    query: pageQuery.extend({ status: orderStatus.optional(), customerId: id.optional() }),
    status: 200,
    answer: pageOf(order),
  }),
  timeline: defineRoute({
    method: 'GET',
    path: '/orders/:id/timeline',
    owner,
    access: 'signed-in',
    summary: 'What has happened in the saga of an order, in causal order.',
    params: byId,
    status: 200,
    answer: timeline,
  }),
  cancel: defineRoute({
    method: 'POST',
    path: '/orders/:id/cancel',
    owner,
    access: 'signed-in',
    summary: 'Begins the cancellation; 409 once shipped. The body may be left out.',
    params: byId,
    body: z.strictObject({ reason: z.string().trim().max(500).optional() }).default({}),
    status: 202,
    answer: z.object({ id, status: orderStatus }),
  }),
};
