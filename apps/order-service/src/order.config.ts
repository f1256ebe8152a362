import { databaseConfig, serviceConfig } from '@shop/platform';
import { checkMessagingConfig, messagingConfig } from '@shop/messaging';
import { z } from 'zod';

export const orderConfig = z
  .object({
    ...serviceConfig,
    ...databaseConfig,
    ...messagingConfig,
    /** Seconds after which an order that is neither confirmed nor being cancelled is cancelled as `timed_out`. */
    SAGA_DEADLINE_SECONDS: z.coerce.number().int().positive().default(900),
  })
  .apply(checkMessagingConfig);
export type OrderConfig = Readonly<z.infer<typeof orderConfig>>;

/** Token of the typed config. */
export const ORDER_CONFIG = Symbol('order config');
