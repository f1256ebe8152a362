import type { Repository, Transaction } from '@shop/group-commit';
import type { Money } from '@shop/kernel';
import type { KnownOrder } from './proposal.js';

/** Of the read model: what a suggestion has to be about. Nothing is ever put here. */
export const knownOrders: Repository<KnownOrder> = {
  name: 'known_orders',
  async load(transaction: Transaction, ids: readonly string[]): Promise<Map<string, KnownOrder>> {
    const { rows } = await transaction.query<{ id: string; total: Money }>({
      name: 'load-known-orders',
      text: `SELECT id, shown->'total' AS total FROM order_views WHERE id = ANY($1)`,
      values: [ids],
    });
    return new Map(rows.map(({ id, total }) => [id, { orderId: id, total }]));
  },
  save: () => Promise.resolve(),
};
