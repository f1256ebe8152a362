import type { StockDecision } from './stock.decisions.js';
import { availableOf, emptyLevel } from './stock.js';
import type { ShortLine, StockEvent, StockLine } from './stock.js';

const REASON = 'promised, and found missing after a restore';

/**
 * We have said that these goods are held for the order. Others have acted on it (money is taken), so it holds, whatever the stock seems to
 * be: pieces that are missing had come by an adjustment that was forgotten, and are entered again as one, for people to count.
 */
export const readoptReservation =
  (orderId: string, items: readonly StockLine[], at: string): StockDecision =>
  ({ reservation, levels }) => {
    if (reservation) return [];
    const found = items.flatMap(({ sku, quantity }): StockEvent[] => {
      const missing = quantity - availableOf(levels.get(sku) ?? emptyLevel);
      return missing > 0 ? [{ type: 'StockAdjusted', sku, delta: missing, reason: REASON, at }] : [];
    });
    return [...found, { type: 'StockReserved', orderId, items, at }];
  };

/** We have said no. */
export const readoptRejection =
  (orderId: string, short: readonly ShortLine[], at: string): StockDecision =>
  ({ reservation }) =>
    reservation ? [] : [{ type: 'StockRejected', orderId, short, at }];
