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

/**
 * Forgets rows older than `retentionMs`, in batches. An event that comes again after that has its effect again, so the retention must
 * exceed the broker's plus the time in which dead letters may be sent back.
 */
export async function cleanInbox(pool: Pool, retentionMs: number, batch = 5_000): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM inbox WHERE ctid = ANY (ARRAY(
       SELECT ctid FROM inbox WHERE processed_at < now() - $1 * interval '1 millisecond' LIMIT $2))`,
    [retentionMs, batch],
  );
  return rowCount ?? 0;
}
