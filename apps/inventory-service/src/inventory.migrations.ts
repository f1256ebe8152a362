import { messagingMigrations } from '@shop/messaging';
import { CreateInventoryTables1763600000020 } from './migrations/create-inventory-tables.js';

/** In the order in which they run. */
export const inventoryMigrations = [...messagingMigrations, CreateInventoryTables1763600000020];
