import { messagingMigrations } from '@shop/messaging';
import type { MigrationClass } from '@shop/platform';
import { CreateNotificationTables1763600000050 } from './migrations/create-notification-tables.js';

/** In the order in which they run. */
export const notificationMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateNotificationTables1763600000050,
];
