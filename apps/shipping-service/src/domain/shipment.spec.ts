import { deciderSpec } from '@shop/kernel/testing';
import fc from 'fast-check';
import * as decide from './shipment.decisions.js';
import type { ShipmentDecision } from './shipment.decisions.js';
import { shipmentEvolver, statusOf } from './shipment.js';
import type { ShipmentEvent } from './shipment.js';

const given = deciderSpec(shipmentEvolver);
const at = '2026-01-01T00:00:00.000Z';
const order = {
  customerId: 'c1',
  address: { name: 'n', street: 's', city: 'c', postalCode: 'p', country: 'DE' },
  parcels: [{ sku: 'A', quantity: 1 }],
};
const label = { id: 'lb_1', carrier: 'Post', trackingNumber: 'T1' };
const learnt: ShipmentEvent = { type: 'OrderLearnt', ...order };
const paid: ShipmentEvent = { type: 'OrderPaid' };
const asked: ShipmentEvent = {
  type: 'LabelRequested',
  shipmentId: 's1',
  address: order.address,
  parcels: order.parcels,
};
const created: ShipmentEvent = { type: 'ShipmentCreated', label, at };
const started: ShipmentEvent = { type: 'CancellationStarted' };
const answered: ShipmentEvent = { type: 'CancellationAnswered', at };
const voiding: ShipmentEvent = { type: 'VoidRequested', labelId: 'lb_1' };

describe('a shipment', () => {
  it('asks for its label when order and payment are known, in either order', () => {
    expect(given().when(decide.prepare(order, 's1'))).toEqual([learnt]);
    expect(given(learnt).when(decide.create('s1'))).toEqual([paid, asked]);
    expect(given(paid).when(decide.prepare(order, 's1'))).toEqual([learnt, asked]);
  });

  it('asks once, however often it hears', () => {
    expect(given(learnt, paid, asked).when(decide.create('s2'))).toEqual([]);
    expect(given(learnt, paid, asked).when(decide.prepare(order, 's2'))).toEqual([]);
    expect(given(learnt, paid, asked, created).when(decide.labelled(label, at))).toEqual([]);
  });

  it('answers a cancellation at once when there is nothing to undo, also of an order never seen', () => {
    expect(given(learnt).when(decide.cancel(at))).toEqual([started, answered]);
    expect(given().when(decide.cancel(at))).toEqual([started, answered]);
    expect(given(started, answered).when(decide.prepare(order, 's1'))).toEqual([]);
    expect(given(started, answered).when(decide.create('s1'))).toEqual([]);
  });

  it('voids a label before it answers', () => {
    expect(given(learnt, paid, asked, created).when(decide.cancel(at))).toEqual([started, voiding]);
    expect(given(learnt, paid, asked, created, started, voiding).when(decide.voided(at))).toEqual([answered]);
  });

  it('waits for a label under way, then voids it or answers', () => {
    const underWay = given(learnt, paid, asked);
    expect(underWay.when(decide.cancel(at))).toEqual([started]);
    const waiting = given(learnt, paid, asked, started);
    expect(waiting.when(decide.labelled(label, at))).toEqual([created, voiding]);
    expect(waiting.when(decide.rejected('nobody goes there', at))).toMatchObject([
      { type: 'ShipmentRejected' },
      answered,
    ]);
  });

  it('goes to its carrier, then to its customer, and no further', () => {
    const made = [learnt, paid, asked, created];
    const [dispatched, delivered]: ShipmentEvent[] = [
      { type: 'ShipmentDispatched', at },
      { type: 'ShipmentDelivered', at },
    ];
    expect(given(...made).when(decide.advance(at))).toEqual([dispatched]);
    expect(given(...made, { type: 'ShipmentDispatched', at }).when(decide.advance(at))).toEqual([delivered]);
    const there = given(...made, { type: 'ShipmentDispatched', at }, { type: 'ShipmentDelivered', at });
    expect(() => there.when(decide.advance(at))).toThrow('is delivered');
    expect(() => given(...made, started, voiding).when(decide.advance(at))).toThrow('is cancelled');
    expect(() => given(learnt).when(decide.advance(at))).toThrow('not created');
  });

  it('calls back a parcel that is on its way when the cancellation comes', () => {
    const onItsWay = given(learnt, paid, asked, created, { type: 'ShipmentDispatched', at });
    expect(onItsWay.when(decide.cancel(at))).toEqual([started, voiding]);
  });

  it('ends well whatever comes, in whatever order, however often', () => {
    const reactions: ShipmentDecision[] = [
      decide.prepare(order, 's1'),
      decide.create('s2'),
      decide.labelled(label, at),
      decide.rejected('no', at),
      decide.cancel(at),
      decide.voided(at),
    ];
    const play = (history: ShipmentEvent[], choices: readonly number[]) => {
      for (const choice of choices) history.push(...(reactions[choice]?.(given(...history).state) ?? []));
    };
    fc.assert(
      fc.property(fc.array(fc.nat(reactions.length - 1), { maxLength: 25 }), (choices) => {
        const history: ShipmentEvent[] = [];
        play(history, choices);
        const count = (type: ShipmentEvent['type']) => history.filter((event) => event.type === type).length;
        expect(count('LabelRequested')).toBeLessThanOrEqual(1);
        expect(count('VoidRequested')).toBeLessThanOrEqual(1);
        expect(count('CancellationAnswered')).toBeLessThanOrEqual(1);
        // The carrier answers in the end, and then a cancellation that was asked for is answered and no label is left.
        play(history, [2, 5]);
        if (!history.some(({ type }) => type === 'CancellationStarted')) return;
        expect(count('CancellationAnswered')).toBe(1);
        expect(count('VoidRequested')).toBe(count('ShipmentCreated'));
        if (count('ShipmentCreated') > 0) expect(statusOf(given(...history).state)).toBe('cancelled');
      }),
      { numRuns: 500 },
    );
  });
});
