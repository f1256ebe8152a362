import { messagingConfig } from '@shop/messaging';
import { databaseConfig, httpUrl, Secret, serviceConfig } from '@shop/platform';
import { z } from 'zod';

export const notificationConfig = z.object({
  ...serviceConfig,
  ...databaseConfig,
  ...messagingConfig,
  /** May hold a password. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'expected smtp://host:port' }).transform((url) => new Secret(url)),
  SMS_PUSH_URL: httpUrl,
});
export type NotificationConfig = Readonly<z.infer<typeof notificationConfig>>;
