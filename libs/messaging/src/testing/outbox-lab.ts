import { orderConfirmed } from '@shop/domain-events';
import type { DataOf } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { BrokerRecord } from '../broker/broker.js';
import { messagingMigrations } from '../migrations.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import type { OutboxRelaySettings } from '../outbox/outbox-relay.js';
import { SHARD_LOCK } from '../outbox/outbox-shards.js';
import { outbox, publish } from '../outbox/outbox.js';
import type { OutboxMessage } from '../outbox/outbox.js';
import { RecordingBroker } from './recording-broker.js';
import { RecordingLog } from './recording-log.js';

/** One replica of a service, as far as its outbox goes. */
export interface Replica {
  readonly broker: RecordingBroker;
  readonly pool: Pool;
  readonly group: GroupCommit;
  readonly relay: OutboxRelay;
  readonly log: RecordingLog;
}

/** A service's database with replicas of the service that come and go. */
export class OutboxLab {
  private readonly replicas: Replica[] = [];

  private constructor(
    private readonly database: FreshDatabase,
    readonly pool: Pool,
  ) {}

  static async open(): Promise<OutboxLab> {
    const database = await freshDatabase();
    const { url } = database;
    const migrations = messagingMigrations;
    const source = new DataSource({ type: 'postgres', url, migrations, installExtensions: false });
    await source.initialize();
    await source.runMigrations();
    await source.destroy();
    return new OutboxLab(database, new Pool({ connectionString: url, max: 4, pipeline: true }));
  }

  async close(): Promise<void> {
    await this.pool.end();
    await this.database.drop();
  }

  /** A replica that is running; it wakes its relay as the module does. */
  start(
    settings: OutboxRelaySettings = {},
    { broker = new RecordingBroker(), durable = true }: { broker?: RecordingBroker; durable?: boolean } = {},
  ): Replica {
    const name = `replica-${this.replicas.length + 1}`;
    const pool = new Pool({ connectionString: this.database.url, max: 4, application_name: name, pipeline: true });
    pool.on('error', () => undefined);
    const group = new GroupCommit(pool);
    const log = new RecordingLog();
    const relay = new OutboxRelay(pool, broker.target({ durable }), log, { pollMs: 50, ...settings });
    group.onCommitted(outbox, () => relay.wake());
    const replica = { broker, pool, group, relay, log };
    this.replicas.push(replica);
    relay.start();
    return replica;
  }

  async stop({ relay, pool, group }: Replica, withinMs?: number): Promise<void> {
    await group.drained();
    await relay.stop(withinMs);
    if (!pool.ending) await pool.end();
  }

  /** Ends what is still running and empties the table. */
  async reset(): Promise<void> {
    await Promise.all(this.replicas.splice(0).map((replica) => this.stop(replica, 0)));
    await this.pool.query('TRUNCATE outbox');
  }

  /** Cuts all of a replica's sessions, as PostgreSQL sees it when a process dies. */
  async cutOff({ pool }: Replica): Promise<void> {
    await this.pool.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      pool.options.application_name,
    ]);
  }

  async unpublished(): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL',
    );
    return rows[0]?.n ?? 0;
  }

  /** How many shards each relay holds, the most first. */
  async shares(): Promise<number[]> {
    const { rows } = await this.pool.query<{ n: number }>(
      `SELECT count(*) FILTER (WHERE classid = ${SHARD_LOCK})::int AS n FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       GROUP BY pid ORDER BY n DESC`,
    );
    return rows.map(({ n }) => n);
  }
}

/** Here an order is confirmed as often as we like. */
const confirmedAgain = { ...orderConfirmed, once: ({ total }: DataOf<typeof orderConfirmed>) => [total.amountMinor] };

/** Event `n` of an order. */
export function confirmation(orderId: string, n: number): OutboxMessage {
  return publish(confirmedAgain, { orderId, customerId: 'c', total: { amountMinor: n, currency: 'USD' } });
}

/** A command that publishes event `n` of an order. */
export function confirm({ group }: Pick<Replica, 'group'>, orderId: string, n = 1): Promise<void> {
  return group.submit({ reads: [], decide: (unit) => unit.append(outbox, confirmation(orderId, n)) });
}

/** The numbers given to `confirm` in the order in which the broker got them first: copies come later and don't count. */
export function numbersByKey(sent: readonly BrokerRecord[]): Map<string | null, number[]> {
  const byKey = new Map<string | null, number[]>();
  for (const { key, value } of sent) {
    const { total } = JSON.parse(value ?? '') as { total: { amountMinor: number } };
    const numbers = byKey.get(key) ?? [];
    if (!numbers.includes(total.amountMinor)) byKey.set(key, [...numbers, total.amountMinor]);
  }
  return byKey;
}
