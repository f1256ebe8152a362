import 'reflect-metadata';
import { migrateOnce } from '@shop/platform';
import { userMigrations } from './user.migrations.js';

await migrateOnce({ service: 'user-service', migrations: userMigrations }, process.env);
