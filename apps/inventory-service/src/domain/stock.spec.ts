import { deciderSpec } from '@shop/kernel/testing';
import { adjust, release, reserve, ship, stockUp } from './stock.decisions.js';
import { stockEvolver } from './stock.js';
import type { StockEvent, StockLine } from './stock.js';

const given = deciderSpec(stockEvolver);
const at = '2026-11-20T10:00:00.000Z';
const orderId = 'order-1';
const line = (sku: string, quantity: number): StockLine => ({ sku, quantity });
const onHand = (sku: string, delta: number): StockEvent => ({
  type: 'StockAdjusted',
  sku,
  delta,
  reason: 'counted',
  at,
});
const reserved = (...items: StockLine[]): StockEvent => ({ type: 'StockReserved', orderId, items, at });
const released = (...items: StockLine[]): StockEvent => ({ type: 'StockReleased', orderId, items, at });
const shipped = (...items: StockLine[]): StockEvent => ({ type: 'StockShipped', orderId, items, at });
const returned = (...items: StockLine[]): StockEvent => ({ type: 'StockReturned', orderId, items, at });
const rejected: StockEvent = { type: 'StockRejected', orderId, short: [], at };
const shelf = [onHand('A', 5), onHand('B', 2)] as const;

describe('reserving the stock of an order', () => {
  it('holds every line', () => {
    const wanted = [line('A', 5), line('B', 1)];
    const events = given(...shelf).when(reserve(orderId, wanted, at));
    expect(events).toEqual([reserved(...wanted)]);
    const { levels, reservation } = given(...shelf, ...events).state;
    expect(levels.get('A')).toEqual({ onHand: 5, reserved: 5 });
    expect(levels.get('B')).toEqual({ onHand: 2, reserved: 1 });
    expect(reservation).toEqual({ orderId, status: 'reserved', items: wanted, createdAt: at, updatedAt: at });
  });

  it('holds nothing when any line is short, and names every short one', () => {
    const events = given(...shelf).when(reserve(orderId, [line('A', 6), line('B', 1), line('X', 1)], at));
    const short = [
      { sku: 'A', requested: 6, available: 5 },
      { sku: 'X', requested: 1, available: 0 },
    ];
    expect(events).toEqual([{ type: 'StockRejected', orderId, short, at }]);
    expect(given(...shelf, ...events).state.levels).toEqual(given(...shelf).state.levels);
  });

  it('counts what other orders hold as not available', () => {
    const room = given(...shelf, { type: 'StockReserved', orderId: 'order-0', items: [line('A', 4)], at }).state;
    expect(reserve(orderId, [line('A', 2)], at)({ ...room, reservation: undefined })).toEqual([
      { type: 'StockRejected', orderId, short: [{ sku: 'A', requested: 2, available: 1 }], at },
    ]);
  });

  it('takes the same sku twice as one line', () => {
    expect(given(...shelf).when(reserve(orderId, [line('A', 3), line('B', 1), line('A', 3)], at))).toEqual([
      { type: 'StockRejected', orderId, short: [{ sku: 'A', requested: 6, available: 5 }], at },
    ]);
    expect(given(...shelf).when(reserve(orderId, [line('A', 2), line('A', 3)], at))).toEqual([reserved(line('A', 5))]);
  });

  it.each([
    ['repeated', [reserved(line('A', 1))]],
    ['repeated after a rejection', [rejected]],
    ['late, after the cancellation', [released()]],
    ['repeated after the parcel has left', [reserved(line('A', 1)), shipped(line('A', 1))]],
  ])('decides to nothing when %s', (_, history) => {
    expect(given(...shelf, ...history).when(reserve(orderId, [line('A', 1)], at))).toEqual([]);
  });
});

describe('releasing the stock of a cancelled order', () => {
  it('frees what is held', () => {
    const history = [...shelf, reserved(line('A', 3))];
    expect(given(...history).when(release(orderId, at))).toEqual([released(line('A', 3))]);
    const { levels, reservation } = given(...history, released(line('A', 3))).state;
    expect(levels.get('A')).toEqual({ onHand: 5, reserved: 0 });
    expect(reservation?.status).toBe('released');
  });

  it('answers without items when nothing is held, and leaves a mark for what comes late', () => {
    expect(given().when(release(orderId, at))).toEqual([released()]);
    expect(given(released()).state.reservation).toMatchObject({ status: 'released', items: [] });
    expect(given(rejected).when(release(orderId, at))).toEqual([released()]);
  });

  it('takes the goods back when they have left already', () => {
    const history = [...shelf, reserved(line('A', 3)), shipped(line('A', 3))];
    expect(given(...history).when(release(orderId, at))).toEqual([returned(line('A', 3))]);
    const { levels, reservation } = given(...history, returned(line('A', 3))).state;
    expect(levels.get('A')).toEqual({ onHand: 5, reserved: 0 });
    expect(reservation?.status).toBe('released');
  });

  it.each([
    ['nothing was held', [released()]],
    ['something was held', [reserved(line('A', 1)), released(line('A', 1))]],
    ['the goods came back', [reserved(line('A', 1)), shipped(line('A', 1)), returned(line('A', 1))]],
  ])('answers only once when %s', (_, history) => {
    expect(given(...shelf, ...history).when(release(orderId, at))).toEqual([]);
  });
});

describe('shipping the stock of an order', () => {
  it('takes what was held off the shelf', () => {
    const history = [...shelf, reserved(line('A', 3))];
    expect(given(...history).when(ship(orderId, at))).toEqual([shipped(line('A', 3))]);
    const { levels, reservation } = given(...history, shipped(line('A', 3))).state;
    expect(levels.get('A')).toEqual({ onHand: 2, reserved: 0 });
    expect(reservation?.status).toBe('shipped');
  });

  it.each([
    ['the order is unknown', []],
    ['the order was rejected', [rejected]],
    ['its stock was released', [reserved(line('A', 1)), released(line('A', 1))]],
    ['it has left already', [reserved(line('A', 1)), shipped(line('A', 1))]],
  ])('decides to nothing when %s', (_, history) => {
    expect(given(...shelf, ...history).when(ship(orderId, at))).toEqual([]);
  });
});

describe('adjusting the stock', () => {
  it('adds pieces, and takes away those that nobody holds', () => {
    const more = given(...shelf).when(adjust('A', 10, 'bought', at));
    expect(more).toEqual([{ type: 'StockAdjusted', sku: 'A', delta: 10, reason: 'bought', at }]);
    const room = given(...shelf, ...more, reserved(line('A', 4)));
    const fewer = room.when(adjust('A', -11, 'stolen', at));
    expect(given(...shelf, ...more, reserved(line('A', 4)), ...fewer).state.levels.get('A')).toEqual({
      onHand: 4,
      reserved: 4,
    });
  });

  it('is refused when fewer than the reserved pieces would be left', () => {
    expect(() => given(...shelf, reserved(line('A', 4))).when(adjust('A', -2, 'stolen', at))).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'stock.below-reserved' }) as Error,
    );
  });

  it('is refused for a sku that nobody has listed', () => {
    expect(() => given(...shelf).when(adjust('X', 1, 'bought', at))).toThrow(
      expect.objectContaining({ kind: 'not-found', code: 'product.not-found' }) as Error,
    );
  });

  it('begins at nothing for a new product without stock', () => {
    const events = given().when(stockUp('A', 0, at));
    expect(given(...events).state.levels.get('A')).toEqual({ onHand: 0, reserved: 0 });
  });
});
