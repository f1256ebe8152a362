import { messagingMigrations } from '@shop/messaging';
import type { MigrationClass } from '@shop/platform';
import { eventStoreMigrations } from '@shop/event-store';
import { agentMigrations } from '@shop/order-analysis-agent';
import { sagaMigrations } from '@shop/saga';
import { CreateAnalysisTables1763600000012 } from './migrations/create-analysis-tables.js';
import { CreateOrderTables1763600000010 } from './migrations/create-order-tables.js';
import { KeepAddressKeys1763600000011 } from './migrations/keep-address-keys.js';

/** In the order in which they run. */
export const orderMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  ...eventStoreMigrations,
  ...sagaMigrations,
  ...agentMigrations,
  CreateOrderTables1763600000010,
  KeepAddressKeys1763600000011,
  CreateAnalysisTables1763600000012,
];
