import { GroupCommit, read } from '@shop/group-commit';
import type { Unit } from '@shop/group-commit';
import { conflict, fold } from '@shop/kernel';
import { outbox } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { emptyLevel, stockEvolver } from './domain/stock.js';
import type { StockLevel, Stockroom } from './domain/stock.js';
import type { StockDecision } from './domain/stock.decisions.js';
import { publishedOfStock } from './inventory.published.js';
import { reservations, skusReservedFor } from './reservation.rows.js';
import { stockMovements, movementsOf } from './stock.movements.js';
import { stock } from './stock.rows.js';
import { changed } from './stored.js';

/** The one transaction of a change of stock: the order's reservation, the levels, the ledger and what others hear of it. */
@Injectable()
export class StockStore {
  constructor(
    private readonly group: GroupCommit,
    private readonly pool: Pool,
  ) {}

  /** Decides on an order and the skus that it asks for. */
  async changeFor(orderId: string, skus: readonly string[], decide: StockDecision): Promise<void> {
    await this.group.submit({
      reads: [read(reservations, orderId), read(stock, ...skus)],
      decide: (unit) => void recordStock(unit, skus, decide, orderId),
    });
  }

  /**
   * Decides on an order and the skus that are reserved for it: the event that leads here does not name them. Looking them up before
   * the rows are locked is safe, for a reservation's skus never change; one made in between is a lost race.
   * @throws AppError `reservation.just-made` after such a race: the next attempt finds it
   */
  async changeReserved(orderId: string, decide: StockDecision): Promise<void> {
    const skus = await skusReservedFor(this.pool, orderId);
    await this.changeFor(orderId, skus, (room) => {
      expectLevels(room);
      return decide(room);
    });
  }

  /** Decides on one sku, for no order. @returns its level afterwards */
  changeLevel(sku: string, decide: StockDecision): Promise<StockLevel> {
    return this.group.submit({
      reads: [read(stock, sku)],
      decide: (unit) => recordStock(unit, [sku], decide).levels.get(sku) ?? emptyLevel,
    });
  }
}

/** `skus`, and the order if there is one, must be among the reads of the work. */
export function recordStock(unit: Unit, skus: readonly string[], decide: StockDecision, orderId?: string): Stockroom {
  const known = orderId === undefined ? undefined : unit.get(reservations, orderId);
  const before: Stockroom = { reservation: known?.state, levels: levelsIn(unit, skus) };
  const events = decide(before);
  const after = fold(stockEvolver, events, before);
  if (after.reservation && after.reservation !== before.reservation) {
    unit.put(reservations, after.reservation.orderId, changed(known, after.reservation));
  }
  for (const [sku, level] of after.levels) if (level !== before.levels.get(sku)) unit.put(stock, sku, level);
  for (const event of events) {
    unit.append(stockMovements, ...movementsOf(event));
    const message = publishedOfStock(event);
    if (message) unit.append(outbox, message);
  }
  return after;
}

function levelsIn(unit: Unit, skus: readonly string[]): ReadonlyMap<string, StockLevel> {
  const levels = new Map<string, StockLevel>();
  for (const sku of skus) {
    const level = unit.get(stock, sku);
    if (level) levels.set(sku, level);
  }
  return levels;
}

/** A reservation without its levels would release what it cannot see. */
function expectLevels({ reservation, levels }: Stockroom): void {
  if (!reservation || reservation.items.every(({ sku }) => levels.has(sku))) return;
  throw conflict('reservation.just-made', `The reservation of ${reservation.orderId} was made a moment ago.`);
}
