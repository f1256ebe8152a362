import 'reflect-metadata';
import { migrateOnce } from '@shop/platform';
import { shippingMigrations } from './shipping.migrations.js';

await migrateOnce({ service: 'shipping-service', migrations: shippingMigrations }, process.env);
