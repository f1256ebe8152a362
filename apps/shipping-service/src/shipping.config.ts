import { checkMessagingConfig, messagingConfig } from '@shop/messaging';
import { databaseConfig, outsideUrl, serviceConfig } from '@shop/platform';
import { z } from 'zod';

export const shippingConfig = z
  .object({
    ...serviceConfig,
    ...databaseConfig,
    ...messagingConfig,
    CARRIER_URL: outsideUrl,
  })
  .apply(checkMessagingConfig);
export type ShippingConfig = Readonly<z.infer<typeof shippingConfig>>;
