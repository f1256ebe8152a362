import type { DataOf, stockReserved } from '@shop/domain-events';
import type { Repository, Transaction } from '@shop/group-commit';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export interface Note {
  readonly items: DataOf<typeof stockReserved>['items'];
}

export class CreateNotes1800000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE notes (order_id text PRIMARY KEY, items jsonb NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notes');
  }
}

/** The same row as the stock handler saves, looked up and written as it does, but for all orders of a group at once. */
export const notes: Repository<Note> = {
  name: 'notes',
  async load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, Note>> {
    const { rows } = await transaction.query<{ order_id: string; items: Note['items'] }>({
      name: 'load-notes',
      text: 'SELECT order_id, items FROM notes WHERE order_id = ANY($1)',
      values: [ids],
    });
    return new Map(rows.map(({ order_id: orderId, items }) => [orderId, { items }]));
  },
  async save(transaction: Transaction, states: ReadonlyMap<string, Note>): Promise<void> {
    await transaction.query({
      name: 'save-notes',
      text: `INSERT INTO notes SELECT * FROM unnest($1::text[], $2::jsonb[]) AS n (order_id, items) ORDER BY 1
             ON CONFLICT (order_id) DO UPDATE SET items = EXCLUDED.items`,
      values: [[...states.keys()], [...states.values()].map(({ items }) => JSON.stringify(items))],
    });
  },
};
