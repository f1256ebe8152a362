import { customerFact } from './customer.facts.js';
import type { PastOrder } from './customer.facts.js';

const asOf = new Date('2026-11-21T12:00:00.000Z');
const order = (minutesBefore: number, other: Partial<PastOrder> = {}): PastOrder => ({
  status: 'confirmed',
  placedAt: new Date(asOf.getTime() - minutesBefore * 60_000),
  currency: 'USD',
  total: 1000,
  refunded: 0,
  isDeclined: false,
  reason: null,
  ...other,
});
const cancelled = (reason: PastOrder['reason']) => ({ status: 'cancelled', reason }) as const;

describe('what is known of a customer', () => {
  it('counts back from the order in question, without that order and those after it', () => {
    const past = [order(-5), order(0), order(10), order(59), order(61), order(23 * 60), order(25 * 60)];
    const fact = customerFact('c', past, asOf);
    expect(fact).toMatchObject({ evidence: 'customer:c', orders: 7, lastHour: 2, lastDay: 4 });
    expect(fact.firstOrderAt).toBe('2026-11-20T11:00:00.000Z');
  });

  it('has the median of earlier orders that stand', () => {
    const past = [
      order(0, { total: 90_000 }),
      order(10, { total: 300 }),
      order(20, { total: 200 }),
      order(30, { total: 100 }),
      order(40, { total: 50_000, ...cancelled('out_of_stock') }),
    ];
    expect(customerFact('c', past, asOf).medianTotalMinor).toBe(200);
    expect(customerFact('c', past.slice(0, 1), asOf).medianTotalMinor).toBeNull();
  });

  it('has what they have paid and kept, in the currency that they order in now', () => {
    const past = [
      order(0, { refunded: 250 }),
      order(10, { currency: 'EUR' }),
      order(20, cancelled('customer_request')),
    ];
    expect(customerFact('c', past, asOf).spent).toEqual({ amountMinor: 750, currency: 'USD' });
  });

  it('counts declined payments of the day before, and refusals among all that has ended', () => {
    const declined = { ...cancelled('payment_declined'), isDeclined: true };
    const past = [
      order(0, declined),
      order(10, declined),
      order(26 * 60, declined),
      order(27 * 60, cancelled('customer_request')),
      order(28 * 60),
      order(1, { status: 'placed' }),
    ];
    const fact = customerFact('c', past, asOf);
    expect(fact.declinesLastDay).toBe(1);
    expect(fact.cancelled).toEqual({ payment_declined: 3, customer_request: 1 });
    expect(fact.refusalRate).toBe(0.6);
  });
});
