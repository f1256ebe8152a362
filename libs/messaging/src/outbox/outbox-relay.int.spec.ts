import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { orderConfirmed } from '@shop/domain-events';
import { unavailable } from '@shop/kernel';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { Broker, BrokerRecord, Producer } from '../broker/broker.js';
import { MemoryBroker } from '../broker/memory-broker.js';
import { messagingMigrations } from '../migrations.js';
import { deletePublished } from './outbox-rows.js';
import { OutboxRelay } from './outbox-relay.js';
import { outbox, publish } from './outbox.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A broker that can be switched off; what was acknowledged is in `sent`. */
function recordingBroker() {
  const sent: BrokerRecord[] = [];
  const state = { up: true, failAfterWriting: false };
  const producer: Producer = {
    async send(records) {
      if (!state.up) throw unavailable('broker.down', 'The broker is down.');
      sent.push(...records);
      if (state.failAfterWriting) throw unavailable('broker.lost-ack', 'The acknowledgement was lost.');
    },
    close: async () => undefined,
  };
  const broker: Broker = Object.assign(new MemoryBroker(), {
    durable: true as false,
    connectProducer: async () => producer,
  });
  return { broker, sent, state };
}

describe('OutboxRelay', () => {
  let database: FreshDatabase;
  let pool: Pool;
  let group: GroupCommit;
  const relays: OutboxRelay[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    const source = new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: messagingMigrations,
      installExtensions: false,
    });
    await source.initialize();
    await source.runMigrations();
    await source.destroy();
    pool = new Pool({ connectionString: database.url, max: 20 });
    pool.on('error', () => undefined);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE outbox');
    group = new GroupCommit(pool);
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop(0)));
  });

  const relayTo = (broker: Broker, through = pool) => {
    const relay = new OutboxRelay(through, broker, quiet, { pollMs: 50 });
    group.onCommitted(outbox, () => relay.wake());
    relays.push(relay);
    relay.start();
    return relay;
  };
  const confirm = (orderId: string, amountMinor = 1) =>
    group.submit({
      reads: [],
      decide: (unit) =>
        unit.append(
          outbox,
          publish(orderConfirmed, { orderId, customerId: 'c', total: { amountMinor, currency: 'USD' } }),
        ),
    });
  const unpublished = async () =>
    (await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL')).rows[0]?.n;
  const until = async (met: () => boolean | Promise<boolean>) => {
    for (const deadline = Date.now() + 10_000; !(await met()); await new Promise((resolve) => setTimeout(resolve, 5))) {
      if (Date.now() > deadline) throw new Error('not in time');
    }
  };

  it('sends what is committed, as CloudEvents, and marks it', async () => {
    const { broker, sent } = recordingBroker();
    relayTo(broker);
    await confirm('o1', 1999);
    await until(async () => (await unpublished()) === 0);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      topic: 'shop.orders',
      key: 'o1',
      headers: { ce_specversion: '1.0', ce_type: 'shop.order.confirmed.v1', ce_subject: 'o1', ce_correlationid: 'o1' },
    });
    expect(JSON.parse(sent[0]?.value ?? '')).toMatchObject({ orderId: 'o1', total: { amountMinor: 1999 } });
  });

  it('loses nothing while the broker is down, and keeps the order of each key', async () => {
    const { broker, sent, state } = recordingBroker();
    state.up = false;
    relayTo(broker);
    for (let n = 1; n <= 20; n++) await confirm(`o${n % 3}`, n);
    expect(sent).toEqual([]);
    state.up = true;
    await until(async () => (await unpublished()) === 0);
    for (const key of ['o0', 'o1', 'o2']) {
      const amounts = sent
        .filter((record) => record.key === key)
        .map(({ value }) => (JSON.parse(value ?? '') as { total: { amountMinor: number } }).total.amountMinor);
      expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
    }
    expect(sent).toHaveLength(20);
  });

  it('sends again what was written but not acknowledged, with the same event id', async () => {
    const { broker, sent, state } = recordingBroker();
    state.failAfterWriting = true;
    relayTo(broker);
    await confirm('o1');
    await until(() => sent.length >= 2);
    state.failAfterWriting = false;
    await until(async () => (await unpublished()) === 0);
    expect(new Set(sent.map(({ headers }) => headers['ce_id'])).size).toBe(1);
  });

  it('has one sender per shard among replicas, and another takes over when it dies', async () => {
    const [first, second] = [recordingBroker(), recordingBroker()];
    const itsOwn = new Pool({ connectionString: database.url });
    itsOwn.on('error', () => undefined);
    relayTo(first.broker, itsOwn);
    await confirm('before');
    await until(() => first.sent.length === 1);
    relayTo(second.broker);
    await Promise.all(Array.from({ length: 30 }, (_, n) => confirm(`k${n}`)));
    await until(async () => (await unpublished()) === 0);
    expect(first.sent).toHaveLength(31);
    expect(second.sent).toEqual([]);
    // Its sessions are cut off and it gets no new ones: as if the process were gone.
    const gone = itsOwn.end();
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await confirm('after');
    await until(() => second.sent.some(({ key }) => key === 'after'));
    await gone;
  });

  it('does not send a second time what is marked, after a restart', async () => {
    const { broker, sent } = recordingBroker();
    const relay = relayTo(broker);
    await confirm('o1');
    await until(async () => (await unpublished()) === 0);
    await relay.stop();
    relayTo(broker);
    await confirm('o2');
    await until(async () => (await unpublished()) === 0);
    expect(sent.map(({ key }) => key)).toEqual(['o1', 'o2']);
  });

  it('delivers everything again to a broker that forgets with its process', async () => {
    const { broker, sent } = recordingBroker();
    Object.assign(broker, { durable: false });
    const relay = relayTo(broker);
    await confirm('o1');
    await until(() => sent.length === 1);
    await relay.stop();
    relayTo(broker);
    await until(() => sent.length === 2);
  });

  it('deletes what was published long ago, in batches', async () => {
    const { broker } = recordingBroker();
    const relay = relayTo(broker);
    await Promise.all(Array.from({ length: 7 }, (_, n) => confirm(`o${n}`)));
    await until(async () => (await unpublished()) === 0);
    await relay.stop();
    await pool.query(`UPDATE outbox SET published_at = now() - interval '2 hours' WHERE key <> 'o0'`);
    const client = await pool.connect();
    expect([await deletePublished(client, 3_600_000, 4), await deletePublished(client, 3_600_000, 4)]).toEqual([4, 2]);
    client.release();
  });
});
