import { messagingMigrations } from '@shop/messaging';
import type { MigrationClass } from '@shop/platform';
import { CreateUserTables1763600000060 } from './migrations/create-user-tables.js';

/** In the order in which they run. */
export const userMigrations: readonly MigrationClass[] = [...messagingMigrations, CreateUserTables1763600000060];
