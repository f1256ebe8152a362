import { fold, newId } from '@shop/kernel';
import { orderEvolver } from '../../domain/order.js';
import type { CancellationReason, OrderEvent, PlacedOrder } from '../../domain/order.js';
import { analysisWanted, intentOf } from './analysis-wish.js';

const orderId = newId();
const at = new Date().toISOString();
const on = { AUTOMATIC_ANALYSES: true, ANALYSE_ABOVE_MINOR: 0 };
const placed: OrderEvent = {
  type: 'OrderPlaced',
  orderId,
  customerId: 'ada',
  items: [],
  total: { amountMinor: 5000, currency: 'USD' },
  shippingAddress: { name: 'A', street: 'B', city: 'C', postalCode: 'D', country: 'GB' },
  payment: { method: 'card', token: 'tok_visa' },
  at,
};
const cancellation = (reason: CancellationReason): OrderEvent => ({
  type: 'CancellationStarted',
  reason,
  detail: null,
  at,
});
const cancelled: OrderEvent = { type: 'OrderCancelled', at };
const confirmed: OrderEvent = { type: 'OrderConfirmed', at };

function wantedAfter(events: readonly OrderEvent[], rules = on) {
  const order = fold(orderEvolver, events) as PlacedOrder;
  const event = events.at(-1) as OrderEvent;
  return analysisWanted(order, { event, eventId: 'event-1' }, rules);
}

it.each(['out_of_stock', 'payment_declined', 'undeliverable', 'timed_out'] as const)(
  'wants an order analysed that is cancelled as %s, when it is, and not before',
  (reason) => {
    expect(wantedAfter([placed, cancellation(reason)])).toBeUndefined();
    const wish = { orderId, trigger: 'cancelled', triggerId: 'event-1' };
    expect(wantedAfter([placed, cancellation(reason), cancelled])).toEqual(wish);
  },
);

it('leaves alone what the customer has cancelled, and everything when it is off', () => {
  expect(wantedAfter([placed, cancellation('customer_request'), cancelled])).toBeUndefined();
  const off = { AUTOMATIC_ANALYSES: false, ANALYSE_ABOVE_MINOR: 1 };
  expect(wantedAfter([placed, cancellation('timed_out'), cancelled], off)).toBeUndefined();
  expect(wantedAfter([placed, confirmed], off)).toBeUndefined();
});

it.each([
  [0, undefined],
  [4999, 'amount'],
  [5000, undefined],
])('with a limit of %i, a confirmed order over 5000 leads to %s', (limit, trigger) => {
  expect(wantedAfter([placed, confirmed], { ...on, ANALYSE_ABOVE_MINOR: limit })?.trigger).toBe(trigger);
});

it('asks twice under one id, and for another event under another', () => {
  const wish = { orderId, trigger: 'cancelled', triggerId: 'event-1' } as const;
  expect(intentOf(wish).id).toBe(intentOf({ ...wish }).id);
  expect(intentOf({ ...wish, triggerId: 'event-2' }).id).not.toBe(intentOf(wish).id);
});
