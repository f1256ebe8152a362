import type { ClientBase } from 'pg';

/** Events of one key are always in one shard, so one sender per shard keeps them in order. Fixed: it is part of the table. */
export const SHARDS = 16;

/** Classes of advisory locks: any numbers that nothing else in the database uses. The object is a shard, or a member's backend. */
export const SHARD_LOCK = 0x5409;
const MEMBER_LOCK = 0x540a;

/** Every lock of a class in this database; `objsubid` 2 marks those that were asked for with a class and an object. */
const MEMBERS = `
  SELECT objid::int AS pid, objid::int = pg_backend_pid() AS is_me FROM pg_locks
  WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ORDER BY objid`;

/**
 * The shards of one relay. Each relay is a member of the group of live relays, and they all know by themselves which member sends
 * which shard. The locks belong to the session of the connection and die with it, so it must be the one that marks messages as
 * sent: without the locks there is no marking either.
 */
export class OutboxShards {
  private readonly held = new Set<number>();

  get owned(): readonly number[] {
    return [...this.held];
  }

  get ownsAll(): boolean {
    return this.held.size === SHARDS;
  }

  async join(client: ClientBase): Promise<void> {
    await client.query('SELECT pg_advisory_lock($1, pg_backend_pid())', [MEMBER_LOCK]);
  }

  /**
   * Gives back what others should send and takes what is ours and free. Call it only while nothing is on its way: a shard that is
   * given back may be sent by another relay at once.
   */
  async rebalance(client: ClientBase): Promise<{ readonly taken: readonly number[]; readonly hasReleased: boolean }> {
    const due = await this.shareOf(client);
    const surplus = this.owned.filter((shard) => !due.includes(shard));
    const missing = due.filter((shard) => !this.held.has(shard));
    if (surplus.length > 0) await release(client, surplus);
    surplus.forEach((shard) => this.held.delete(shard));
    const taken = missing.length > 0 ? await acquire(client, missing) : [];
    taken.forEach((shard) => this.held.add(shard));
    return { taken, hasReleased: surplus.length > 0 };
  }

  /** Gives everything back in an orderly way, so that others need not find out. */
  async leave(client: ClientBase): Promise<void> {
    await client.query('SELECT pg_advisory_unlock_all()');
    this.forget();
  }

  /** The session is over, and its locks with it. */
  forget(): void {
    this.held.clear();
  }

  private async shareOf(client: ClientBase): Promise<number[]> {
    const { rows } = await client.query<{ is_me: boolean }>({
      name: 'relay-members',
      text: MEMBERS,
      values: [MEMBER_LOCK],
    });
    const rank = rows.findIndex((row) => row.is_me);
    return Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => shard % rows.length === rank);
  }
}

async function acquire(client: ClientBase, shards: readonly number[]): Promise<number[]> {
  const { rows } = await client.query<{ shard: number }>({
    name: 'acquire-shards',
    text: 'SELECT shard FROM unnest($2::int[]) AS shard WHERE pg_try_advisory_lock($1, shard)',
    values: [SHARD_LOCK, shards],
  });
  return rows.map(({ shard }) => shard);
}

async function release(client: ClientBase, shards: readonly number[]): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1, shard) FROM unnest($2::int[]) AS shard', [SHARD_LOCK, shards]);
}
