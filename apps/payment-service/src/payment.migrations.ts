import { messagingMigrations } from '@shop/messaging';
import type { MigrationClass } from '@shop/platform';
import { CreatePaymentTables1763600000030 } from './migrations/create-payment-tables.js';
import { RememberRefundRequests1763600000031 } from './migrations/remember-refund-requests.js';

/** In the order in which they run. */
export const paymentMigrations: readonly MigrationClass[] = [
  ...messagingMigrations,
  CreatePaymentTables1763600000030,
  RememberRefundRequests1763600000031,
];
