import type { ClientBase } from 'pg';
import type { BrokerRecord } from '../broker/broker.js';

export interface PendingMessage {
  readonly id: string;
  readonly record: BrokerRecord;
}

interface Row {
  id: string;
  topic: string;
  key: string;
  headers: Record<string, string>;
  value: string;
}

/**
 * By predicate, not by a cursor on the id: ids are taken before the commit, so a cursor would skip a lower one that commits
 * later. Within a key ids are in commit order, for writers of one aggregate wait for each other.
 */
export async function nextMessages(
  client: ClientBase,
  shards: readonly number[],
  limit: number,
): Promise<PendingMessage[]> {
  const { rows } = await client.query<Row>({
    name: 'next-outbox-messages',
    text: `SELECT id, topic, key, headers, value FROM outbox
           WHERE published_at IS NULL AND shard = ANY($1) ORDER BY id LIMIT $2`,
    values: [shards, limit],
  });
  return rows.map(({ id, ...record }) => ({ id, record }));
}

export async function markPublished(client: ClientBase, ids: readonly string[]): Promise<void> {
  await client.query({
    name: 'mark-outbox-published',
    text: 'UPDATE outbox SET published_at = now() WHERE id = ANY($1::bigint[])',
    values: [ids],
  });
}

/** In batches, oldest first. @returns how many rows went */
export async function deletePublished(client: ClientBase, retentionMs: number, batch = 5_000): Promise<number> {
  const { rowCount } = await client.query({
    name: 'delete-outbox-published',
    text: `DELETE FROM outbox WHERE id IN (
             SELECT id FROM outbox WHERE published_at < now() - $1 * interval '1 millisecond' ORDER BY id LIMIT $2)`,
    values: [retentionMs, batch],
  });
  return rowCount ?? 0;
}

/** For a broker that forgets everything when the process ends: what is still in the table is sent again; inboxes know it. */
export async function redeliverAll(client: ClientBase, shards: readonly number[]): Promise<void> {
  const text = 'UPDATE outbox SET published_at = NULL WHERE published_at IS NOT NULL AND shard = ANY($1)';
  await client.query(text, [shards]);
}
