import { checkMessagingConfig, messagingConfig } from '@shop/messaging';
import { databaseConfig, outsideUrl, Secret, serviceConfig } from '@shop/platform';
import { z } from 'zod';

export const notificationConfig = z
  .object({
    ...serviceConfig,
    ...databaseConfig,
    ...messagingConfig,
    /** May hold a password. */
    SMTP_URL: z
      .url({ protocol: /^(smtps?|in-process)$/, error: 'expected smtp://host:port, or in-process:' })
      .transform((url) => new Secret(url)),
    SMS_PUSH_URL: outsideUrl,
  })
  .apply(checkMessagingConfig);
export type NotificationConfig = Readonly<z.infer<typeof notificationConfig>>;
