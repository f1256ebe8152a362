import { messagingConfig } from '@shop/messaging';
import { databaseConfig, httpUrl, serviceConfig } from '@shop/platform';
import { z } from 'zod';

export const paymentConfig = z.object({
  ...serviceConfig,
  ...databaseConfig,
  ...messagingConfig,
  PAYMENT_PROVIDER_URL: httpUrl,
});
export type PaymentConfig = Readonly<z.infer<typeof paymentConfig>>;
