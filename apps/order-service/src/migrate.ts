import 'reflect-metadata';
import { migrateOnce } from '@shop/platform';
import { orderMigrations } from './order.migrations.js';

await migrateOnce({ service: 'order-service', migrations: orderMigrations }, process.env);
