import { checkMessagingConfig, messagingConfig } from '@shop/messaging';
import { bool, databaseConfig, serviceConfig } from '@shop/platform';
import { z } from 'zod';

export const inventoryConfig = z
  .object({
    ...serviceConfig,
    ...databaseConfig,
    ...messagingConfig,
    /** Lists the demo products at start. */
    SEED_DEMO: bool.default(false),
  })
  .apply(checkMessagingConfig);
export type InventoryConfig = Readonly<z.infer<typeof inventoryConfig>>;

/** Token of the typed config. */
export const INVENTORY_CONFIG = Symbol('inventory config');
