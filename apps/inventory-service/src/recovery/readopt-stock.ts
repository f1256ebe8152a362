import { stockRejected, stockReleased, stockReserved } from '@shop/domain-events';
import type { DataOf, DomainEvent } from '@shop/domain-events';
import { release } from '../domain/stock.decisions.js';
import { readoptRejection, readoptReservation } from '../domain/stock.recovery.js';
import type { StockDecision } from '../domain/stock.decisions.js';
import type { StockStore } from '../stock.store.js';

export interface ReadoptedStock {
  readonly reserved: number;
  readonly rejected: number;
  readonly released: number;
  /** Pieces that had to be entered for what was promised. */
  readonly missingPieces: number;
}

/**
 * Takes back what the service has told orders and no longer knows, before it decides anew: to decide again could give the last piece to
 * another order than the one that has paid for it. Only the last word on each order counts, and releases come first, so that it does not
 * matter in which order what was said of different orders is read.
 */
export async function readoptStock(stock: StockStore, said: readonly DomainEvent[]): Promise<ReadoptedStock> {
  const last = new Map(said.map((event) => [event.subject, event]));
  const of = (type: string) => [...last.values()].filter((event) => event.type === type);
  const count = { reserved: 0, rejected: 0, released: 0, missingPieces: 0 };
  const counting =
    (what: 'reserved' | 'rejected' | 'released', decide: StockDecision): StockDecision =>
    (room) => {
      const events = decide(room);
      if (events.length > 0) count[what] += 1;
      for (const event of events) if (event.type === 'StockAdjusted') count.missingPieces += event.delta;
      return events;
    };
  await each(of(stockReleased.type), ({ subject: orderId, time }) =>
    stock.changeReserved(orderId, counting('released', release(orderId, time))),
  );
  await each(of(stockRejected.type), ({ subject: orderId, time, data }) => {
    const { short } = data as DataOf<typeof stockRejected>;
    return stock.changeFor(orderId, [], counting('rejected', readoptRejection(orderId, short, time)));
  });
  await each(of(stockReserved.type), ({ subject: orderId, time, data }) => {
    const { items } = data as DataOf<typeof stockReserved>;
    const skus = items.map(({ sku }) => sku);
    return stock.changeFor(orderId, skus, counting('reserved', readoptReservation(orderId, items, time)));
  });
  return count;
}

async function each(events: readonly DomainEvent[], work: (event: DomainEvent) => Promise<void>): Promise<void> {
  await Promise.all(events.map(work));
}
