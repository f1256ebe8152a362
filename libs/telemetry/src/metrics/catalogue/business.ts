import { counter } from '../definition.js';
import { saga } from './who.js';

export const ordersPlaced = counter({
  name: 'orders_placed_total',
  help: 'Orders taken.',
  labels: {},
  from: saga,
});

export const ordersCancelled = counter({
  name: 'orders_cancelled_total',
  help: 'Orders cancelled, all compensations done; also those that had been confirmed before.',
  labels: { reason: ['out_of_stock', 'payment_declined', 'undeliverable', 'customer_request', 'timed_out'] },
  from: saga,
});

export const orderRevenue = counter({
  name: 'order_revenue_minor_total',
  help: 'What confirmed orders come to, in minor units of the currency (cents). Later refunds do not lower it.',
  labels: { currency: 'a currency in which the shop has prices, ISO 4217' },
  from: saga,
});
