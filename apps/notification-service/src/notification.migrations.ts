import { messagingMigrations } from '@shop/messaging';
import { CreateNotificationTables1763600000050 } from './migrations/create-notification-tables.js';

/** In the order in which they run. */
export const notificationMigrations = [...messagingMigrations, CreateNotificationTables1763600000050];
