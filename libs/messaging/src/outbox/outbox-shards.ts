import type { ClientBase } from 'pg';

/** Events of one key are always in one shard, so one sender per shard keeps them in order. Fixed: it is part of the table. */
export const SHARDS = 16;

/** The class of our advisory locks (the object is the shard): any number that nothing else in the database uses. */
const LOCK_CLASS = 0x5409;

/**
 * Takes the shards that nobody else holds. The locks belong to the session of `client` and die with it, so they must be
 * taken on the connection that marks messages as sent: without the locks there is no marking either.
 */
export async function acquireShards(client: ClientBase, owned: ReadonlySet<number>): Promise<Set<number>> {
  const missing = Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => !owned.has(shard));
  const { rows } = await client.query<{ shard: number }>({
    name: 'acquire-shards',
    text: 'SELECT shard FROM unnest($2::int[]) AS shard WHERE pg_try_advisory_lock($1, shard)',
    values: [LOCK_CLASS, missing],
  });
  return new Set([...owned, ...rows.map(({ shard }) => shard)]);
}
