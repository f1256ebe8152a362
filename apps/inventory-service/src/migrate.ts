import 'reflect-metadata';
import { migrateOnce } from '@shop/platform';
import { inventoryMigrations } from './inventory.migrations.js';

await migrateOnce({ service: 'inventory-service', migrations: inventoryMigrations }, process.env);
