import { sagasOpen } from '@shop/telemetry';
import type { Pool } from 'pg';

type OpenState = (typeof sagasOpen.labels.state)[number];

export interface SagaCounts {
  readonly states: readonly { readonly state: OpenState; readonly open: number; readonly stuck: number }[];
  /** Age of the oldest order of which it is not decided yet which way it ends; 0 without one. */
  readonly oldestUndecidedSeconds: number;
}

interface Row {
  readonly state: OpenState;
  readonly open: number;
  readonly stuck: number;
  readonly oldest_age: number | null;
}

/**
 * Each state by its part of the index, in the index' order: orders pass through the states in moments and leave dead entries behind, which
 * any other way of reading would look at every time. Ids are in the order of time, so the first of a state is its oldest.
 */
const COUNT = `
  SELECT s.state,
    (SELECT count(*)::int FROM (
      SELECT FROM order_views o WHERE o.status = s.state ORDER BY o.id DESC LIMIT 100000) AS open) AS open,
    CASE WHEN s.state = 'cancelling' THEN
      (SELECT count(*)::int FROM (
        SELECT FROM order_views o WHERE o.status = s.state AND o.updated_at < now() - interval '5 minutes'
        ORDER BY o.id LIMIT 10000) AS still)
    ELSE coalesce(late.orders, 0) END AS stuck,
    (SELECT greatest(0, extract(epoch FROM now() - o.placed_at))::float8 FROM order_views o
      WHERE o.status = s.state ORDER BY o.id LIMIT 1) AS oldest_age
  FROM unnest($1::text[]) AS s (state)
  LEFT JOIN (
    SELECT o.status, count(*)::int AS orders
    FROM (SELECT saga_id FROM saga_deadlines WHERE due_at < now() ORDER BY due_at LIMIT 10000) AS d
    JOIN order_views o ON o.id = d.saga_id GROUP BY o.status) AS late ON late.status = s.state`;

/** At most 100,000 open ones of a state, and 10,000 stuck ones, are counted. */
export async function countSagas(pool: Pool): Promise<SagaCounts> {
  const { rows } = await pool.query<Row>({ name: 'count-sagas', text: COUNT, values: [sagasOpen.labels.state] });
  const undecided = rows.filter(({ state }) => state !== 'cancelling').map(({ oldest_age: age }) => age ?? 0);
  return {
    states: rows.map(({ state, open, stuck }) => ({ state, open, stuck })),
    oldestUndecidedSeconds: Math.max(0, ...undecided),
  };
}
