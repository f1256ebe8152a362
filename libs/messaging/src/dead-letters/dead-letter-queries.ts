import { isId } from '@shop/kernel';
import type { Pool } from 'pg';
import { LETTER_COLUMNS, toLetter, toListedLetter } from './dead-letter-rows.js';
import type { LetterRow, ListedLetter, WholeLetterRow } from './dead-letter-rows.js';
import type { KeptLetter, LetterStatus } from './dead-letter.js';

export interface LetterFilter {
  readonly kind?: string | undefined;
  readonly status?: LetterStatus | undefined;
  /** Of the event: the order, in a saga. */
  readonly correlationId?: string | undefined;
  readonly limit: number;
  /** Only letters that come after this place in the order of the list: last failure first, then by id. */
  readonly after?: { readonly lastFailedAt: Date; readonly id: string } | undefined;
}

/** `id` of `after` may be any text: lists of several services are read as one, and each knows where its own ids stand in it. */
export async function listLetters(pool: Pool, group: string, filter: LetterFilter): Promise<readonly ListedLetter[]> {
  const { kind, status, correlationId, limit, after } = filter;
  const { rows } = await pool.query<LetterRow>({
    name: 'list-dead-letters',
    text: `
      SELECT ${LETTER_COLUMNS} FROM dead_letters
      WHERE ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR status = $2)
        AND ($3::timestamptz IS NULL OR last_failed_at < $3
             OR (last_failed_at = $3 AND id::text COLLATE "C" < $4))
        AND ($6::text IS NULL OR headers->>'ce_correlationid' = $6)
      ORDER BY last_failed_at DESC, id DESC LIMIT $5`,
    values: [kind, status, after?.lastFailedAt, after?.id, limit, correlationId].map((value) => value ?? null),
  });
  return rows.map((row) => toListedLetter(row, group));
}

export async function findLetter(pool: Pool, group: string, id: string): Promise<KeptLetter | undefined> {
  if (!isId(id)) return undefined;
  const { rows } = await pool.query<WholeLetterRow>(`SELECT ${LETTER_COLUMNS}, value FROM dead_letters WHERE id = $1`, [
    id,
  ]);
  return rows[0] && toLetter(rows[0], group);
}

/** Open letters of a kind that failed last before then, in order of id. */
export async function openLetterIds(
  pool: Pool,
  kind: string,
  { failedBefore, after, limit }: { readonly failedBefore: Date; readonly after: string; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'open-dead-letters',
    text: `SELECT id FROM dead_letters
           WHERE status = 'open' AND kind = $1 AND last_failed_at < $2 AND id > $3 ORDER BY id LIMIT $4`,
    values: [kind, failedBefore, after, limit],
  });
  return rows.map(({ id }) => id);
}

/** In batches. @returns how many rows went */
export async function forgetDecided(pool: Pool, retentionMs: number, batch = 1_000): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM dead_letters WHERE id = ANY (ARRAY(
       SELECT id FROM dead_letters WHERE decided_at < now() - $1 * interval '1 millisecond'
       ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED))`,
    [retentionMs, batch],
  );
  return rowCount ?? 0;
}
