import type { StockLevel as StockAnswer } from '@shop/api-contracts';
import type { Repository, Transaction } from '@shop/group-commit';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { availableOf } from './domain/stock.js';
import type { StockLevel } from './domain/stock.js';

/** Read by queries; written in bulk below. */
@Entity('stock')
export class StockRow {
  @PrimaryColumn('text') sku: string;
  // PostgreSQL's bigint comes as text; levels stay far below 2^53.
  @Column('bigint', { name: 'on_hand' }) onHand: string;
  @Column('bigint') reserved: string;
}

export function levelOf({ onHand, reserved }: Pick<StockRow, 'onHand' | 'reserved'>): StockLevel {
  return { onHand: Number(onHand), reserved: Number(reserved) };
}

export function toStockAnswer(level: StockLevel): StockAnswer {
  return { onHand: level.onHand, reserved: level.reserved, available: availableOf(level) };
}

interface Row {
  sku: string;
  on_hand: string;
  reserved: string;
}

const SAVE = `
  INSERT INTO stock (sku, on_hand, reserved) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])
  ON CONFLICT (sku) DO UPDATE SET on_hand = excluded.on_hand, reserved = excluded.reserved`;

/**
 * The levels of hot skus are what concurrent orders wait for: within a group they are locked once for all of its commands. A new
 * row always comes with a new product, whose insert finds out about a concurrent one; so an upsert is safe here.
 */
export const stock: Repository<StockLevel> = {
  name: 'stock',
  async load(transaction: Transaction, skus: readonly string[]): Promise<Map<string, StockLevel>> {
    const { rows } = await transaction.query<Row>({
      name: 'load-stock',
      text: 'SELECT sku, on_hand, reserved FROM stock WHERE sku = ANY($1) ORDER BY sku FOR UPDATE',
      values: [skus],
    });
    return new Map(rows.map(({ sku, on_hand: onHand, reserved }) => [sku, levelOf({ onHand, reserved })]));
  },
  async save(transaction: Transaction, levels: ReadonlyMap<string, StockLevel>): Promise<void> {
    await transaction.query({
      name: 'save-stock',
      text: SAVE,
      values: [
        [...levels.keys()],
        [...levels.values()].map(({ onHand }) => onHand),
        [...levels.values()].map(({ reserved }) => reserved),
      ],
    });
  },
};
