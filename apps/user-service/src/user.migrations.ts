import { messagingMigrations } from '@shop/messaging';
import { CreateUserTables1763600000060 } from './migrations/create-user-tables.js';

/** In the order in which they run. */
export const userMigrations = [...messagingMigrations, CreateUserTables1763600000060];
