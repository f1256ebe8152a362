import { messagingMigrations } from '@shop/messaging';
import type { MigrationClass } from '@shop/platform';
import { CreateInventoryTables1763600000020 } from './migrations/create-inventory-tables.js';

/** In the order in which they run. */
export const inventoryMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateInventoryTables1763600000020,
];
