import { messagingMigrations } from '@shop/messaging';
import type { MigrationClass } from '@shop/platform';
import { CreateShipmentTables1763600000040 } from './migrations/create-shipment-tables.js';

/** In the order in which they run. */
export const shippingMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateShipmentTables1763600000040,
];
