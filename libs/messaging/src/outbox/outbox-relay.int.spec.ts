import type { BrokerRecord } from '../broker/broker.js';
import { confirm, OutboxLab } from '../testing/outbox-lab.js';
import { eventually } from '../testing/eventually.js';
import { OutboxCleaning } from './outbox-cleaning.js';
import { SHARD_LOCK } from './outbox-shards.js';
import { appendRecords } from './outbox.js';

describe('OutboxRelay', () => {
  let lab: OutboxLab;
  beforeAll(async () => {
    lab = await OutboxLab.open();
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  const allSent = () => eventually(async () => expect(await lab.unpublished()).toBe(0));
  const rows = async () => (await lab.pool.query('SELECT 1 FROM outbox')).rowCount;

  it('sends what is committed, as CloudEvents, and marks it', async () => {
    const replica = lab.start();
    await confirm(replica, 'o1', 1999);
    await allSent();
    const { sent } = replica.broker;
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      topic: 'shop.orders',
      key: 'o1',
      headers: { ce_specversion: '1.0', ce_type: 'shop.order.confirmed.v1', ce_subject: 'o1', ce_correlationid: 'o1' },
    });
    expect(JSON.parse(sent[0]?.value ?? '')).toMatchObject({ orderId: 'o1', total: { amountMinor: 1999 } });
  });

  it('is woken by the commit: it does not wait until it looks again by itself', async () => {
    const replica = lab.start({ pollMs: 60_000 });
    await confirm(replica, 'first');
    await eventually(() => expect(replica.broker.keys()).toEqual(['first']));
    await confirm(replica, 'second');
    await eventually(() => expect(replica.broker.keys()).toEqual(['first', 'second']));
  });

  it('finds by itself what nobody has woken it for', async () => {
    const { broker } = lab.start();
    await appendRecords(lab.pool, [{ topic: 't', key: 'k', headers: {}, value: 'v' }]);
    await eventually(() => expect(broker.keys()).toEqual(['k']));
  });

  it('sends records as they are, also without key or value', async () => {
    const records: BrokerRecord[] = [
      { topic: 'one', key: null, headers: { ce_id: 'e1', dlq_id: 'd1', odd: 'a\u0000b' }, value: 'not JSON' },
      { topic: 'two', key: 'k', headers: {}, value: null },
      { topic: 'two', key: null, headers: {}, value: null },
    ];
    await appendRecords(lab.pool, records);
    const { broker } = lab.start();
    await allSent();
    expect(broker.sent).toEqual(expect.arrayContaining(records));
    expect(broker.sent).toHaveLength(3);
  });

  it('never sends more than 1,000 at once, whatever it is told', async () => {
    const records = Array.from({ length: 1_200 }, (_, n) => ({ topic: 't', key: `k${n}`, headers: {}, value: 'v' }));
    await appendRecords(lab.pool, records);
    const { broker } = lab.start({ batch: 5_000 });
    await allSent();
    expect(broker.attempts).toEqual([1_000, 200]);
  });

  it('sends large records in parts, in order: what is small enough by itself can be too large together', async () => {
    const values = Array.from({ length: 7 }, (_, n) => String(n).repeat(200_000));
    await appendRecords(
      lab.pool,
      values.map((value) => ({ topic: 't', key: 'k', headers: {}, value })),
    );
    const { broker } = lab.start();
    await allSent();
    expect(broker.attempts).toEqual([2, 2, 2, 1]);
    expect(broker.sent.map(({ value }) => value?.[0])).toEqual([...'0123456']);
  });

  it('does not send a second time what is marked, after a restart', async () => {
    const first = lab.start();
    await confirm(first, 'o1');
    await allSent();
    await lab.stop(first);
    const second = lab.start();
    await confirm(second, 'o2');
    await allSent();
    expect([...first.broker.keys(), ...second.broker.keys()]).toEqual(['o1', 'o2']);
  });

  it('delivers everything again to a broker that forgets with its process, but not when only the database was gone', async () => {
    const first = lab.start({}, { durable: false });
    await confirm(first, 'o1');
    await allSent();
    await lab.stop(first);
    const second = lab.start({ retentionMs: 0 }, { durable: false });
    await eventually(() => expect(second.broker.keys()).toEqual(['o1']));
    await allSent();
    await lab.cutOff(second);
    await eventually(() => confirm(second, 'o2'));
    await allSent();
    expect(second.broker.keys()).toEqual(['o1', 'o2']);
  });

  it('sends what is there before it stops', async () => {
    const replica = lab.start({ pollMs: 60_000 });
    await Promise.all(Array.from({ length: 50 }, (_, n) => confirm(replica, `o${n}`)));
    await lab.stop(replica);
    expect(replica.broker.sent).toHaveLength(50);
    expect(await lab.unpublished()).toBe(0);
  });

  it('stops as soon as that is done, also when it was woken a moment before', async () => {
    const replica = lab.start({ pollMs: 60_000 });
    await confirm(replica, 'o1');
    await allSent();
    await appendRecords(lab.pool, [{ topic: 't', key: 'k', headers: {}, value: 'v' }]);
    replica.relay.wake();
    // Were it to wait for all of the minute that it may, this test would fail by its time limit.
    await lab.stop(replica, 60_000);
    expect(replica.broker.keys()).toEqual(['o1', 'k']);
  });

  it('keeps nothing of what is sent if it is told so', async () => {
    const replica = lab.start({ retentionMs: 0 });
    await confirm(replica, 'o1');
    await eventually(async () => expect(await rows()).toBe(0));
    expect(replica.broker.keys()).toEqual(['o1']);
  });

  describe('cleaning', () => {
    const hour = 3_600_000;
    const publishedAgo = async (count: number, hours: number) => {
      await appendRecords(
        lab.pool,
        Array.from({ length: count }, () => ({ topic: 't', key: 'k', headers: {}, value: 'v' })),
      );
      await lab.pool.query(
        "UPDATE outbox SET published_at = now() - $1::float8 * interval '1 hour' WHERE published_at IS NULL",
        [hours],
      );
    };

    it('deletes a batch a turn, with pauses, and leaves what is young or was never sent', async () => {
      await publishedAgo(9, 2);
      await publishedAgo(1, 0.5);
      await appendRecords(lab.pool, [{ topic: 't', key: 'k', headers: {}, value: 'v' }]);
      const client = await lab.pool.connect();
      const cleaning = new OutboxCleaning(hour, 4);
      const left: (number | null)[] = [];
      for (const atMs of [1_000, 1_100, 1_300, 1_600, 60_000]) {
        await cleaning.turn(client, atMs);
        left.push(await rows());
      }
      client.release();
      // At 1.1 s it rests.
      expect(left).toEqual([7, 7, 3, 2, 2]);
    });

    it('is left to the replica that has the first shard', async () => {
      await publishedAgo(3, 2);
      const other = await lab.pool.connect();
      await other.query('SELECT pg_advisory_lock($1, 0)', [SHARD_LOCK]);
      const { broker } = lab.start();
      await appendRecords(
        lab.pool,
        Array.from({ length: 40 }, (_, n) => ({ topic: 't', key: `k${n}`, headers: {}, value: 'v' })),
      );
      await eventually(() => expect(broker.sent.length).toBeGreaterThan(20));
      expect(await rows()).toBe(43);
      await other.query('SELECT pg_advisory_unlock_all()');
      other.release();
      await eventually(async () => expect(await rows()).toBe(40));
    });
  });
});
