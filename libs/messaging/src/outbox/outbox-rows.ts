import type { ClientBase } from 'pg';
import type { BrokerRecord } from '../broker/broker.js';

export interface PendingMessage {
  readonly id: string;
  readonly eventId: string;
  readonly record: BrokerRecord;
  /** When its transaction began, by this process' `performance.now()`: the database's clock and ours need not agree. */
  readonly writtenAt: number;
}

interface Row extends BrokerRecord {
  readonly id: string;
  readonly event_id: string;
  readonly age_ms: number;
}

/** What keeps its order among others: the messages of one key, or one message without a key. The shard is made of it too. */
export const laneOf = ({ eventId, record }: PendingMessage): string => record.key ?? eventId;

/**
 * By predicate, not by a cursor on the id: ids are taken before the commit, so a cursor would skip a lower one that commits
 * later. Within a key ids are in commit order, for writers of one aggregate wait for each other.
 */
export async function nextMessages(
  client: ClientBase,
  shards: readonly number[],
  heldLanes: readonly string[],
  limit: number,
): Promise<PendingMessage[]> {
  const { rows } = await client.query<Row>({
    name: 'next-outbox-messages',
    text: `SELECT id, event_id, topic, key, headers, value,
             extract(epoch FROM clock_timestamp() - created_at)::float8 * 1000 AS age_ms
           FROM outbox
           WHERE published_at IS NULL AND shard = ANY($1) AND coalesce(key, event_id) <> ALL($2::text[])
           ORDER BY id LIMIT $3`,
    values: [shards, heldLanes, limit],
  });
  const now = performance.now();
  return rows.map(({ id, event_id: eventId, age_ms: age, ...record }) => ({
    id,
    eventId,
    record,
    writtenAt: now - age,
  }));
}

export async function markPublished(client: ClientBase, messages: readonly PendingMessage[]): Promise<void> {
  const text = 'UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])';
  await client.query({ name: 'mark-outbox-published', text, values: [messages.map(({ id }) => id)] });
}

/** In place of marking, where nobody wants to look at published messages. */
export async function deleteSent(client: ClientBase, messages: readonly PendingMessage[]): Promise<void> {
  const text = 'DELETE FROM outbox WHERE id = ANY($1::bigint[])';
  await client.query({ name: 'delete-outbox-sent', text, values: [messages.map(({ id }) => id)] });
}

/**
 * Deletes of the oldest `batch` published messages those that were published more than `retentionMs` ago. Only the oldest are looked
 * at, so it costs the same however many are kept. @returns how many went
 */
export async function deletePublished(client: ClientBase, retentionMs: number, batch: number): Promise<number> {
  const { rowCount } = await client.query({
    name: 'delete-outbox-published',
    text: `DELETE FROM outbox WHERE id = ANY (ARRAY(
             SELECT id FROM (SELECT id, published_at FROM outbox WHERE published_at IS NOT NULL ORDER BY id LIMIT $2) AS oldest
             WHERE published_at < now() - $1 * interval '1 millisecond'))`,
    values: [retentionMs, batch],
  });
  return rowCount ?? 0;
}

/** For a broker that forgets everything when the process ends: what is still in the table is sent again; inboxes know it. */
export async function redeliverAll(client: ClientBase, shards: readonly number[]): Promise<void> {
  const text = 'UPDATE outbox SET published_at = NULL WHERE published_at IS NOT NULL AND shard = ANY($1)';
  await client.query(text, [shards]);
}
