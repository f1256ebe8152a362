import { messagingMigrations } from '@shop/messaging';
import { CreatePaymentTables1763600000030 } from './migrations/create-payment-tables.js';

/** In the order in which they run. */
export const paymentMigrations = [...messagingMigrations, CreatePaymentTables1763600000030];
