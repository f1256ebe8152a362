import { messagingMigrations } from '@shop/messaging';
import type { MigrationClass } from '@shop/platform';
import { eventStoreMigrations } from '@shop/event-store';
import { sagaMigrations } from '@shop/saga';
import { CreateOrderTables1763600000010 } from './migrations/create-order-tables.js';

/** In the order in which they run. */
export const orderMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  ...eventStoreMigrations,
  ...sagaMigrations,
  CreateOrderTables1763600000010,
];
