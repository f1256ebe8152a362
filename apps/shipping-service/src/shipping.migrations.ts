import { messagingMigrations } from '@shop/messaging';
import { CreateShipmentTables1763600000040 } from './migrations/create-shipment-tables.js';

/** In the order in which they run. */
export const shippingMigrations = [...messagingMigrations, CreateShipmentTables1763600000040];
