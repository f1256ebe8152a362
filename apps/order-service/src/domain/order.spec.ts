import { deciderSpec } from '@shop/kernel/testing';
import fc from 'fast-check';
import * as decide from './order.decisions.js';
import type { OrderDecision } from './order.decisions.js';
import { orderEvolver, participants, statusOf } from './order.js';
import type { Order, OrderEvent } from './order.js';

const given = deciderSpec(orderEvolver);
const at = '2026-01-01T00:00:00.000Z';
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

const placed: OrderEvent = {
  type: 'OrderPlaced',
  orderId: 'o1',
  customerId: 'c1',
  items: [{ sku: 'A', quantity: 2, unitPrice: usd(500) }],
  total: usd(1000),
  shippingAddress: { name: 'n', street: 's', city: 'c', postalCode: 'p', country: 'DE' },
  payment: { method: 'card', token: 'tok_visa' },
  at,
};
const reserved: OrderEvent = { type: 'StockReserved', at };
const captured: OrderEvent = { type: 'PaymentCaptured', paymentId: 'p1', at };
const label = { shipmentId: 's1', carrier: 'Post', trackingNumber: 'T1' };
const created: OrderEvent = { type: 'ShipmentCreated', ...label, at };
const confirmed: OrderEvent = { type: 'OrderConfirmed', at };
const started: OrderEvent = { type: 'CancellationStarted', reason: 'customer_request', detail: null, at };
const status = (order: Order) => (order.exists ? statusOf(order) : 'unknown');

describe('an order', () => {
  it('is placed once', () => {
    const { type: _, ...order } = placed;
    expect(given().when(decide.place(order))).toEqual([placed]);
    expect(given(placed).when(decide.place(order))).toEqual([]);
  });

  it.each([
    [[placed], 'placed'],
    [[placed, reserved], 'stock_reserved'],
    [[placed, reserved, captured], 'paid'],
    [[placed, captured], 'placed'],
    [[placed, reserved, captured, created, confirmed], 'confirmed'],
    [[placed, reserved, captured, created, confirmed, { type: 'ShipmentDispatched', at }], 'shipped'],
    [[placed, reserved, started], 'cancelling'],
  ] as [OrderEvent[], string][])('after %j is %s', (history, expected) => {
    expect(status(given(...history).state)).toBe(expected);
  });

  it('is confirmed by the last of the three facts, whichever it is', () => {
    expect(given(placed, reserved, captured).when(decide.shipmentCreated(label, at))).toEqual([created, confirmed]);
    expect(given(placed, captured, created).when(decide.stockReserved(at))).toEqual([reserved, confirmed]);
    expect(given(placed, reserved, created).when(decide.paymentCaptured('p1', at))).toEqual([captured, confirmed]);
  });

  it('begins to be cancelled by a refusal, with its reason', () => {
    const refusal = decide.refusedBy('out_of_stock', 'A: 2 wanted, 1 left', at);
    expect(given(placed).when(refusal)).toMatchObject([{ type: 'CancellationStarted', reason: 'out_of_stock' }]);
    expect(given(placed, started).when(refusal)).toEqual([]);
  });

  it('lets its customer cancel until it is on its way', () => {
    const confirmedOrder = [placed, reserved, captured, created, confirmed];
    expect(given(...confirmedOrder).when(decide.cancel('o1', 'changed my mind', at))).toMatchObject([
      { type: 'CancellationStarted', reason: 'customer_request', detail: 'changed my mind' },
    ]);
    const shipped = given(...confirmedOrder, { type: 'ShipmentDispatched', at });
    expect(() => shipped.when(decide.cancel('o1', null, at))).toThrow('can no longer be cancelled');
    expect(() => given().when(decide.cancel('o1', null, at))).toThrow('There is no order');
  });

  it('is cancelled when the last participant has answered, whichever it is', () => {
    const undone = (participant: (typeof participants)[number]): OrderEvent => ({
      type: 'ParticipantUndone',
      participant,
      at,
    });
    const nearly = given(placed, started, undone('payment'), undone('shipping'));
    expect(nearly.when(decide.undoneBy('payment', at))).toEqual([]);
    expect(nearly.when(decide.undoneBy('inventory', at))).toEqual([
      undone('inventory'),
      { type: 'OrderCancelled', at },
    ]);
  });

  it('shows what was refunded, in part or in full', () => {
    const paid = [placed, reserved, captured];
    const part = given(...paid, { type: 'PaymentRefunded', refundedTotal: usd(400), at }).state;
    expect(part).toMatchObject({ payment: { status: 'partially_refunded', refundedAmount: usd(400) } });
    expect(given(...paid).when(decide.refunded(usd(1000), at))).toMatchObject([{ refundedTotal: usd(1000) }]);
  });

  it('times out only while it is undecided', () => {
    expect(given(placed, reserved).when(decide.timeOut(at))).toMatchObject([
      { reason: 'timed_out', detail: 'still stock_reserved' },
    ]);
    expect(given(placed, reserved, captured, created, confirmed).when(decide.timeOut(at))).toEqual([]);
    expect(given(placed, started).when(decide.timeOut(at))).toEqual([]);
  });

  it('takes every reaction in every order, twice or never, without a throw, and ends one way only', () => {
    const reactions: OrderDecision[] = [
      decide.stockReserved(at),
      decide.paymentCaptured('p1', at),
      decide.shipmentCreated(label, at),
      decide.refusedBy('payment_declined', null, at, { paymentId: 'p1' }),
      decide.timeOut(at),
      decide.dispatched(at),
      decide.delivered(at),
      decide.refunded(usd(1000), at),
      ...participants.map((participant) => decide.undoneBy(participant, at)),
    ];
    fc.assert(
      fc.property(fc.array(fc.nat(reactions.length - 1), { maxLength: 30 }), fc.boolean(), (choices, exists) => {
        const history: OrderEvent[] = exists ? [placed] : [];
        for (const choice of choices) {
          const reaction = reactions[choice];
          if (reaction) history.push(...reaction(given(...history).state));
        }
        const count = (type: OrderEvent['type']) => history.filter((event) => event.type === type).length;
        expect(count('OrderConfirmed')).toBeLessThanOrEqual(1);
        expect(count('CancellationStarted')).toBeLessThanOrEqual(1);
        expect(count('OrderCancelled')).toBe(count('ParticipantUndone') === participants.length ? 1 : 0);
        if (!exists) expect(history).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
