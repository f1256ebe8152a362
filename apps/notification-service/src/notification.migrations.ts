import { messagingMigrations } from '@shop/messaging';
import type { MigrationClass } from '@shop/platform';
import { CreateNotificationTables1763600000050 } from './migrations/create-notification-tables.js';
import { LetMessagesBeResent1763600000051 } from './migrations/let-messages-be-resent.js';

/** In the order in which they run. */
export const notificationMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreateNotificationTables1763600000050,
  LetMessagesBeResent1763600000051,
];
