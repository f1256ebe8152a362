import { messagingConfig } from '@shop/messaging';
import { databaseConfig, httpUrl, serviceConfig } from '@shop/platform';
import { z } from 'zod';

export const shippingConfig = z.object({
  ...serviceConfig,
  ...databaseConfig,
  ...messagingConfig,
  CARRIER_URL: httpUrl,
});
export type ShippingConfig = Readonly<z.infer<typeof shippingConfig>>;
