import 'reflect-metadata';
import { migrateOnce } from '@shop/platform';
import { notificationMigrations } from './notification.migrations.js';

await migrateOnce({ service: 'notification-service', migrations: notificationMigrations }, process.env);
