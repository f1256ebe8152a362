import { conflict, notFound, unreachable } from '@shop/kernel';
import type { Decision } from '@shop/kernel';
import { availableOf, emptyLevel } from './stock.js';
import type { ShortLine, StockEvent, StockLine, Stockroom } from './stock.js';

export type StockDecision = Decision<Stockroom, StockEvent>;

/** The first pieces of a new product. */
export const stockUp =
  (sku: string, quantity: number, at: string): StockDecision =>
  () => [{ type: 'StockAdjusted', sku, delta: quantity, reason: 'initial stock', at }];

/**
 * A person has counted, bought or thrown away.
 * @throws AppError `product.not-found`; `stock.below-reserved` if fewer pieces would be left than orders hold
 */
export const adjust =
  (sku: string, delta: number, reason: string, at: string): StockDecision =>
  ({ levels }) => {
    const level = levels.get(sku);
    if (!level) throw notFound('product', sku);
    if (level.onHand + delta < level.reserved) {
      const left = `${level.onHand} on hand, ${level.reserved} of them reserved`;
      throw conflict('stock.below-reserved', `The stock of ${sku} cannot change by ${delta}: ${left}.`);
    }
    return [{ type: 'StockAdjusted', sku, delta, reason, at }];
  };

/*
 * What follows reacts to what others did. Reactions are total: a repeated, late or unexpected event decides to nothing, or to
 * undoing what came too late, never to a refusal, because nobody is there to hear it.
 */

/** Holds every line, or none. A cancellation that was seen first has left its mark: the order then gets nothing, silently. */
export const reserve =
  (orderId: string, lines: readonly StockLine[], at: string): StockDecision =>
  (room) => {
    if (room.reservation) return [];
    const items = merged(lines);
    const short = items.flatMap((line) => shortage(room, line));
    if (short.length > 0) return [{ type: 'StockRejected', orderId, short, at }];
    return [{ type: 'StockReserved', orderId, items, at }];
  };

/** The order is cancelled: whatever was done for it is undone, and that is said exactly once, even if there was nothing. */
export const release =
  (orderId: string, at: string): StockDecision =>
  ({ reservation }) => {
    const nothing: StockEvent = { type: 'StockReleased', orderId, items: [], at };
    if (!reservation) return [nothing];
    const { status, items } = reservation;
    switch (status) {
      case 'rejected':
        return [nothing];
      case 'reserved':
        return [{ type: 'StockReleased', orderId, items, at }];
      case 'shipped':
        return [{ type: 'StockReturned', orderId, items, at }];
      case 'released':
        return [];
      default:
        return unreachable(status);
    }
  };

/** The parcel has left: what was held for the order is gone. */
export const ship =
  (orderId: string, at: string): StockDecision =>
  ({ reservation }) =>
    reservation?.status === 'reserved' ? [{ type: 'StockShipped', orderId, items: reservation.items, at }] : [];

function merged(lines: readonly StockLine[]): readonly StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}

/** Of a sku that nobody has listed there is none. */
function shortage({ levels }: Stockroom, { sku, quantity: requested }: StockLine): ShortLine[] {
  const available = availableOf(levels.get(sku) ?? emptyLevel);
  return requested > available ? [{ sku, requested, available }] : [];
}
