import type { OrderAnalysis } from '@shop/api-contracts';
import { versionConflict } from '@shop/group-commit';
import type { Journal, Repository, Transaction } from '@shop/group-commit';

/** `owner`: asked for by the order's customer, who sees no other. `staff`: asked for by the staff, or made by itself. */
export type Audience = 'owner' | 'staff';

export interface KeptAnalysis {
  readonly analysis: OrderAnalysis;
  readonly audience: Audience;
  /** A user's id; null: nobody. */
  readonly requestedBy: string | null;
  /** Of what led to it: for each there is one analysis at most. */
  readonly triggerId: string | null;
}

/** `json`, not `jsonb`: what was answered is shown unchanged. */
const APPEND = `
  INSERT INTO analyses (id, order_id, audience, requested_by, trigger, trigger_id, result, created_at)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::json[], $8::timestamptz[])
    AS a (id, order_id, audience, requested_by, trigger, trigger_id, result, created_at)
  ORDER BY trigger_id`;

export const analyses: Journal<KeptAnalysis> = {
  name: 'analyses',
  /** @throws AppError `stream.version-conflict` when another process was first: decided again, its analysis is found */
  async append(transaction: Transaction, all: readonly KeptAnalysis[]): Promise<void> {
    try {
      await transaction.query({
        name: 'append-analyses',
        text: APPEND,
        values: [
          all.map(({ analysis }) => analysis.id),
          all.map(({ analysis }) => analysis.orderId),
          all.map(({ audience }) => audience),
          all.map(({ requestedBy }) => requestedBy),
          all.map(({ analysis }) => analysis.trigger),
          all.map(({ triggerId }) => triggerId),
          all.map(({ analysis }) => JSON.stringify(analysis)),
          all.map(({ analysis }) => analysis.createdAt),
        ],
      });
    } catch (error) {
      if (collides(error, 'analyses_once')) throw versionConflict('analyses', error);
      throw error;
    }
  },
};

/** By what led to them. Written as `analyses`; put here only so that those behind in the same transaction know. */
export const analysesByTrigger: Repository<OrderAnalysis> = {
  name: 'analyses_by_trigger',
  async load(transaction: Transaction, triggerIds: readonly string[]): Promise<Map<string, OrderAnalysis>> {
    const { rows } = await transaction.query<{ trigger_id: string; result: OrderAnalysis }>({
      name: 'load-analyses-by-trigger',
      text: 'SELECT trigger_id, result FROM analyses WHERE trigger_id = ANY($1)',
      values: [triggerIds],
    });
    return new Map(rows.map(({ trigger_id: triggerId, result }) => [triggerId, result]));
  },
  save: () => Promise.resolve(),
};

/** Whether a row is there already that this unique index allows once. */
export function collides(error: unknown, index: string): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint === index;
}
