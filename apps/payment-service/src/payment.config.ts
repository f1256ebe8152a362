import { checkMessagingConfig, messagingConfig } from '@shop/messaging';
import { databaseConfig, outsideUrl, serviceConfig } from '@shop/platform';
import { z } from 'zod';

export const paymentConfig = z
  .object({
    ...serviceConfig,
    ...databaseConfig,
    ...messagingConfig,
    PAYMENT_PROVIDER_URL: outsideUrl,
  })
  .apply(checkMessagingConfig);
export type PaymentConfig = Readonly<z.infer<typeof paymentConfig>>;
