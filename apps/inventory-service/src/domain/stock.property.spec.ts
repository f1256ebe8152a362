import { fold, isAppError } from '@shop/kernel';
import * as fc from 'fast-check';
import { adjust, release, reserve, ship } from './stock.decisions.js';
import type { StockDecision } from './stock.decisions.js';
import { stockEvolver } from './stock.js';
import type { Reservation, StockEvent, StockLevel } from './stock.js';

const at = '2026-11-20T10:00:00.000Z';
const skus = ['A', 'B', 'C'] as const;
const initial = 10;

/** All orders and all levels, as the tables keep them; a decision sees one order's part of it. */
class Warehouse {
  readonly levels = new Map<string, StockLevel>(skus.map((sku) => [sku, { onHand: initial, reserved: 0 }]));
  readonly reservations = new Map<string, Reservation>();
  readonly history: StockEvent[] = [];

  meet(orderId: string | undefined, decide: StockDecision): void {
    const before = { reservation: orderId ? this.reservations.get(orderId) : undefined, levels: this.levels };
    const events = accepted(() => decide(before));
    const after = fold(stockEvolver, events, before);
    for (const [sku, level] of after.levels) this.levels.set(sku, level);
    if (orderId && after.reservation) this.reservations.set(orderId, after.reservation);
    this.history.push(...events);
  }

  ofType<Type extends StockEvent['type']>(type: Type) {
    return this.history.filter((event): event is Extract<StockEvent, { type: Type }> => event.type === type);
  }
}

/** A refusal changes nothing; anything else thrown is a fault. */
function accepted(decide: () => readonly StockEvent[]): readonly StockEvent[] {
  try {
    return decide();
  } catch (error) {
    if (isAppError(error)) return [];
    throw error;
  }
}

type Step = (warehouse: Warehouse) => void;

const orderId = fc.constantFrom('order-1', 'order-2', 'order-3', 'order-4');
const sku = fc.constantFrom(...skus, 'UNLISTED');
const lines = fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 6 }) }), { minLength: 1, maxLength: 4 });

/** Few orders and many steps, so that duplicates and every order of arrival come up by themselves. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(orderId, lines).map(
    ([id, wanted]): Step =>
      (warehouse) =>
        warehouse.meet(id, reserve(id, wanted, at)),
  ),
  orderId.map(
    (id): Step =>
      (warehouse) =>
        warehouse.meet(id, release(id, at)),
  ),
  orderId.map(
    (id): Step =>
      (warehouse) =>
        warehouse.meet(id, ship(id, at)),
  ),
  fc.tuple(sku, fc.integer({ min: -8, max: 8 })).map(
    ([of, delta]): Step =>
      (warehouse) =>
        warehouse.meet(undefined, adjust(of, delta, 'counted', at)),
  ),
);
const sequences = fc.array(step, { maxLength: 60 });

function pieces(events: readonly { readonly items: Reservation['items'] }[], of: string): number {
  return events.flatMap(({ items }) => items).reduce((sum, line) => sum + (line.sku === of ? line.quantity : 0), 0);
}

describe('whatever comes, in whatever order and however often', () => {
  it('never holds more than there is, and never less than nothing', () => {
    fc.assert(
      fc.property(sequences, (steps) => {
        const warehouse = new Warehouse();
        for (const next of steps) {
          next(warehouse);
          for (const { onHand, reserved } of warehouse.levels.values()) {
            expect(reserved).toBeGreaterThanOrEqual(0);
            expect(onHand).toBeGreaterThanOrEqual(reserved);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('loses no piece: on hand and shipped out are the initial ones and the adjustments', () => {
    fc.assert(
      fc.property(sequences, (steps) => {
        const warehouse = new Warehouse();
        for (const next of steps) next(warehouse);
        for (const [of, { onHand, reserved }] of warehouse.levels) {
          const out = pieces(warehouse.ofType('StockShipped'), of) - pieces(warehouse.ofType('StockReturned'), of);
          const adjusted = warehouse.ofType('StockAdjusted').reduce((sum, e) => sum + (e.sku === of ? e.delta : 0), 0);
          expect(onHand + out).toBe(initial + adjusted);
          const held = [...warehouse.reservations.values()].filter(({ status }) => status === 'reserved');
          expect(reserved).toBe(pieces(held, of));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('answers each order at most once to placing it, and exactly once to cancelling it', () => {
    fc.assert(
      fc.property(sequences, (steps) => {
        const warehouse = new Warehouse();
        for (const next of steps) next(warehouse);
        const placed = [...warehouse.ofType('StockReserved'), ...warehouse.ofType('StockRejected')];
        const undone = [...warehouse.ofType('StockReleased'), ...warehouse.ofType('StockReturned')];
        expect(new Set(placed.map((event) => event.orderId)).size).toBe(placed.length);
        expect(new Set(undone.map((event) => event.orderId)).size).toBe(undone.length);
        const released = [...warehouse.reservations.values()].filter(({ status }) => status === 'released');
        expect(undone.map((event) => event.orderId).sort()).toEqual(released.map((r) => r.orderId).sort());
      }),
      { numRuns: 500 },
    );
  });
});
