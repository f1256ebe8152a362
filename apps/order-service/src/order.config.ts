import { agentConfig } from '@shop/order-analysis-agent';
import { bool, databaseConfig, httpUrl, serviceConfig, whole } from '@shop/platform';
import { checkMessagingConfig, messagingConfig } from '@shop/messaging';
import { z } from 'zod';

export const orderConfig = z
  .object({
    ...serviceConfig,
    ...databaseConfig,
    ...messagingConfig,
    /** Seconds after which an order that is neither confirmed nor being cancelled is cancelled as `timed_out`. */
    SAGA_DEADLINE_SECONDS: z.coerce.number().int().positive().default(900),
    ...agentConfig,
    /** Analyse by itself what is cancelled without its customer's wish, stands still, or is above the amount that follows. */
    AUTOMATIC_ANALYSES: bool.default(true),
    /** Minor units above which a confirmed order is analysed by itself; 0: none is. */
    ANALYSE_ABOVE_MINOR: whole(0, 1_000_000_000_000).default(0),
    /** Whom an analysis asks, with its caller's token. Not set: what only they know is missing in it. */
    INVENTORY_SERVICE_URL: httpUrl.optional(),
    PAYMENT_SERVICE_URL: httpUrl.optional(),
    SHIPPING_SERVICE_URL: httpUrl.optional(),
    NOTIFICATION_SERVICE_URL: httpUrl.optional(),
  })
  .apply(checkMessagingConfig);
export type OrderConfig = Readonly<z.infer<typeof orderConfig>>;

/** Token of the typed config. */
export const ORDER_CONFIG = Symbol('order config');
