import type { Journal, Transaction } from '@shop/group-commit';
import { unreachable } from '@shop/kernel';
import type { StockEvent, StockLine } from './domain/stock.js';

/** Pieces that came (positive) or left (negative), and why. */
export interface StockMovement {
  readonly sku: string;
  readonly delta: number;
  readonly reason: string;
  readonly orderId: string | null;
  readonly at: string;
}

/** Holding and releasing moves nothing: the sum of a sku's movements is what is on hand. */
export function movementsOf(event: StockEvent): readonly StockMovement[] {
  switch (event.type) {
    case 'StockAdjusted': {
      const { sku, delta, reason, at } = event;
      return delta === 0 ? [] : [{ sku, delta, reason, orderId: null, at }];
    }
    case 'StockShipped':
      return event.items.map((line) => movement(event, line, -line.quantity, 'shipped'));
    case 'StockReturned':
      return event.items.map((line) => movement(event, line, line.quantity, 'returned'));
    case 'StockReserved':
    case 'StockRejected':
    case 'StockReleased':
      return [];
    default:
      return unreachable(event);
  }
}

function movement(
  { orderId, at }: { readonly orderId: string; readonly at: string },
  { sku }: StockLine,
  delta: number,
  reason: string,
): StockMovement {
  return { sku, delta, reason, orderId, at };
}

const APPEND = `
  INSERT INTO stock_movements (sku, delta, reason, order_id, at)
  SELECT sku, delta, reason, order_id, at
  FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[])
    WITH ORDINALITY AS m (sku, delta, reason, order_id, at, position)
  ORDER BY position`;

/** The ledger of what came and what left: rows are added, never changed. */
export const stockMovements: Journal<StockMovement> = {
  name: 'stock_movements',
  async append(transaction: Transaction, movements: readonly StockMovement[]): Promise<void> {
    await transaction.query({
      name: 'append-stock-movements',
      text: APPEND,
      values: [
        movements.map(({ sku }) => sku),
        movements.map(({ delta }) => delta),
        movements.map(({ reason }) => reason),
        movements.map(({ orderId }) => orderId),
        movements.map(({ at }) => at),
      ],
    });
  },
};
