import { gauge, histogram } from '../definition.js';
import { wholeSaga } from './buckets.js';
import { saga } from './who.js';

export const sagaDuration = histogram({
  name: 'saga_duration_seconds',
  help: 'Time from the placing of an order to what it first came to: confirmed, or cancelled. What is cancelled after it was confirmed is not among them.',
  labels: {
    outcome: ['confirmed', 'cancelled'],
    reason: ['none', 'out_of_stock', 'payment_declined', 'undeliverable', 'customer_request', 'timed_out'],
  },
  buckets: wholeSaga,
  from: saga,
});

export const sagasOpen = gauge({
  name: 'sagas_open',
  help: 'Orders that are neither confirmed nor cancelled yet, counted up to 100,000 of a state. Every replica says the same.',
  labels: { state: ['placed', 'stock_reserved', 'paid', 'cancelling'] },
  from: saga,
});

export const sagasStuck = gauge({
  name: 'sagas_stuck',
  help: 'Orders past their deadline that nobody has timed out, and compensations in which nothing has happened for five minutes. Every replica says the same.',
  labels: { state: ['placed', 'stock_reserved', 'paid', 'cancelling'] },
  from: saga,
});

export const sagaOldestOpenAge = gauge({
  name: 'saga_oldest_open_age_seconds',
  help: 'Age of the oldest order of which it is not decided yet which way it ends (so not of a compensation); 0 without one.',
  labels: {},
  from: saga,
});
