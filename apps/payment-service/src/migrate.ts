import 'reflect-metadata';
import { migrateOnce } from '@shop/platform';
import { paymentMigrations } from './payment.migrations.js';

await migrateOnce({ service: 'payment-service', migrations: paymentMigrations }, process.env);
