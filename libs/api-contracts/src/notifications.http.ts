import { z } from 'zod';
import { byId, id, idempotencyKey, pageOf, pageQuery, timestamp } from './common.js';
import { defineRoute } from './define-route.js';

export const notification = z.object({
  id,
  channel: z.enum(['email', 'sms', 'push']),
  template: z.string(),
  status: z.enum(['queued', 'sent', 'failed']),
  orderId: id.nullable(),
  sentAt: timestamp.nullable(),
});
export type Notification = z.infer<typeof notification>;

export const template = z.enum(['order-confirmed', 'order-cancelled', 'order-shipped', 'order-delivered']);

const owner = 'notification-service';

export const notificationsApi = {
  list: defineRoute({
    method: 'GET',
    path: '/notifications',
    owner,
    access: 'signed-in',
    summary: "The caller's notifications, newest first.",
    query: pageQuery,
    status: 200,
    answer: pageOf(notification),
  }),
  resend: defineRoute({
    method: 'POST',
    path: '/orders/:id/notifications/resend',
    owner,
    access: ['support', 'admin'],
    summary:
      'Tells the customer of an order once more what they were told last, or by `template`, as they wish to be told now.',
    headers: z.object({ 'idempotency-key': idempotencyKey.optional() }),
    honoursIdempotencyKey: true,
    params: byId,
    body: z.strictObject({ template: template.optional() }).default({}),
    status: 202,
    answer: z.object({ items: z.array(notification) }),
  }),
};
