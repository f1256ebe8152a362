import type { Pool } from 'pg';
import type { Intent } from './intents.js';

export interface ClaimedIntent extends Intent {
  /** 1 for the first try. */
  readonly attempt: number;
}

interface Row {
  id: string;
  kind: string;
  payload: unknown;
  causation_id: string;
  correlation_id: string | null;
  traceparent: string | null;
  attempts: number;
}

const CLAIM = `
  UPDATE intents SET claimed_until = now() + $1 * interval '1 millisecond', attempts = attempts + 1
  WHERE id IN (
    SELECT id FROM intents
    WHERE kind = ANY($2) AND due_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
    ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  RETURNING id, kind, payload, causation_id, correlation_id, traceparent, attempts`;

/** Takes due intents for `leaseMs`; if the process dies, they are free again after it. */
export async function claimIntents(
  pool: Pool,
  kinds: readonly string[],
  limit: number,
  leaseMs: number,
): Promise<ClaimedIntent[]> {
  const { rows } = await pool.query<Row>({ name: 'lease-intents', text: CLAIM, values: [leaseMs, kinds, limit] });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    payload: row.payload,
    causationId: row.causation_id,
    correlationId: row.correlation_id,
    traceparent: row.traceparent,
    attempt: row.attempts,
  }));
}

export async function postponeIntent(pool: Pool, id: string, delayMs: number, error: unknown): Promise<void> {
  await pool.query({
    name: 'postpone-intent',
    text: `UPDATE intents SET claimed_until = NULL, due_at = now() + $2 * interval '1 millisecond', last_error = $3 WHERE id = $1`,
    values: [id, delayMs, error instanceof Error ? error.message : String(error)],
  });
}
