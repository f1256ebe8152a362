import { z } from 'zod';
import { id, pageOf, pageQuery, timestamp } from './common.js';
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

export const notificationsApi = {
  list: defineRoute({
    method: 'GET',
    path: '/notifications',
    owner: 'notification-service',
    access: 'signed-in',
    summary: "The caller's notifications, newest first.",
    query: pageQuery,
    status: 200,
    answer: pageOf(notification),
  }),
};
