import type { Transaction, TriggerLog } from '@shop/group-commit';
import type { Trigger } from '@shop/kernel';
import type { Pool } from 'pg';

type MessageTrigger = Extract<Trigger, { kind: 'message' }>;

const keyOf = (handler: string, eventId: string) => `${handler} ${eventId}`;

const CLAIM = `
  INSERT INTO inbox (handler, event_id)
  SELECT handler, event_id FROM unnest($1::text[], $2::text[]) AS m (handler, event_id) ORDER BY 1, 2
  ON CONFLICT DO NOTHING
  RETURNING handler, event_id`;

const FORGET = `
  DELETE FROM inbox USING unnest($1::text[], $2::text[]) AS m (handler, event_id)
  WHERE inbox.handler = m.handler AND inbox.event_id = m.event_id`;

/**
 * Which events each handler has handled. The row is written first: a second consumer of the same event waits on it until this
 * transaction ends, then finds it there. Sorted, so that two groups wait in one direction only. Keyed by handler too, because several
 * handlers of one service may want the same event.
 */
export const inbox: TriggerLog = {
  async claim(transaction: Transaction, triggers: readonly Trigger[]): Promise<ReadonlySet<Trigger>> {
    const messages = triggers.filter((trigger) => trigger.kind === 'message');
    const { rows } = await transaction.query<{ handler: string; event_id: string }>({
      name: 'claim-inbox',
      text: CLAIM,
      values: columns(messages),
    });
    const claimed = new Set(rows.map((row) => keyOf(row.handler, row.event_id)));
    // delete() is true only once per key: of two copies in one group, the first counts.
    return new Set(messages.filter(({ handler, eventId }) => claimed.delete(keyOf(handler, eventId))));
  },

  async settle(transaction: Transaction, _done: readonly Trigger[], refused: readonly Trigger[]): Promise<void> {
    const messages = refused.filter((trigger) => trigger.kind === 'message');
    if (messages.length > 0) await transaction.query({ name: 'forget-inbox', text: FORGET, values: columns(messages) });
  },
};

function columns(messages: readonly MessageTrigger[]): string[][] {
  return [messages.map(({ handler }) => handler), messages.map(({ eventId }) => eventId)];
}

/** The class of the advisory lock that lets one replica clean at a time. */
export const CLEANING_LOCK = 0x540b;

const CLEAN = `
  WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($3, 0) AS cleans)
  DELETE FROM inbox WHERE (SELECT cleans FROM mine) AND ctid = ANY (ARRAY(
    SELECT ctid FROM inbox WHERE processed_at < now() - $1 * interval '1 millisecond' LIMIT $2))`;

/**
 * Forgets at most `batch` rows older than `retentionMs`; none while another replica does so. An event that comes again after that has
 * its effect again, so the retention must exceed the broker's plus the time in which dead letters may be sent back.
 * @returns how many rows went: fewer than `batch` if no more are to go, or another replica cares for them
 */
export async function cleanInbox(pool: Pool, retentionMs: number, batch: number): Promise<number> {
  const { rowCount } = await pool.query(CLEAN, [retentionMs, batch, CLEANING_LOCK]);
  return rowCount ?? 0;
}
