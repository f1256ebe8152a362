import { messagingConfig } from '@shop/messaging';
import { databaseConfig, httpUrl, serviceConfig } from '@shop/platform';
import { z } from 'zod';

export const notificationConfig = z.object({
  ...serviceConfig,
  ...databaseConfig,
  ...messagingConfig,
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'expected smtp://host:port' }),
  SMS_PUSH_URL: httpUrl,
});
export type NotificationConfig = Readonly<z.infer<typeof notificationConfig>>;
