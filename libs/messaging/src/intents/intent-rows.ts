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

/**
 * `due_at` is when anybody may make the call: a lease ends then. The choice is materialised: as a subquery, some plans run it once per
 * row, and SKIP LOCKED then finds other rows each time, more than the limit in all.
 */
const CLAIM = `
  WITH due AS MATERIALIZED (
    SELECT id FROM intents
    WHERE due_at <= now() AND kind = ANY($2) AND id <> ALL($4::uuid[])
    ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
  UPDATE intents SET due_at = now() + $1 * interval '1 millisecond', attempts = attempts + 1
  FROM due WHERE intents.id = due.id
  RETURNING intents.id, kind, payload, causation_id, correlation_id, traceparent, attempts`;

export interface Claim {
  readonly kinds: readonly string[];
  readonly limit: number;
  readonly leaseMs: number;
  /** Those that the caller has in hand already, although it was late to renew their lease. */
  readonly except: readonly string[];
}

/** Takes due intents for `leaseMs`; if the process dies, they are free again after it. */
export async function claimIntents(pool: Pool, { kinds, limit, leaseMs, except }: Claim): Promise<ClaimedIntent[]> {
  const values = [leaseMs, kinds, limit, except];
  const { rows } = await pool.query<Row>({ name: 'claim-due-intents', text: CLAIM, values });
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

/** Keeps them for another `leaseMs`; with 0 lets go of them. Those that have ended meanwhile are gone. */
export async function leaseIntents(pool: Pool, ids: readonly string[], leaseMs: number): Promise<void> {
  await pool.query({
    name: 'lease-intents',
    text: `UPDATE intents SET due_at = now() + $2 * interval '1 millisecond' WHERE id = ANY($1::uuid[])`,
    values: [ids, leaseMs],
  });
}

export interface Postponement {
  readonly id: string;
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: unknown;
}

export async function postponeIntent(pool: Pool, { id, attempt, delayMs, error }: Postponement): Promise<void> {
  await pool.query({
    name: 'postpone-intent',
    text: `UPDATE intents SET due_at = now() + $2 * interval '1 millisecond', attempts = $3, last_error = $4 WHERE id = $1`,
    values: [id, delayMs, attempt, error instanceof Error ? error.message : String(error)],
  });
}
