import { eventually } from '../testing/eventually.js';
import { confirm, confirmation, numbersByKey, OutboxLab } from '../testing/outbox-lab.js';
import type { Replica } from '../testing/outbox-lab.js';
import { appendRecords } from './outbox.js';

/** Events 1 to `last` of each key, put there at once and without waking anybody. */
function appendNumbered(lab: OutboxLab, keys: readonly string[], last: number): Promise<void> {
  const numbered = oneTo(last).flatMap((n) => keys.map((key) => ({ key, n })));
  return appendRecords(
    lab.pool,
    numbered.map(({ key, n }) => ({ ...confirmation(key, n).record })),
  );
}

const oneTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1);

describe('OutboxRelay in trouble', () => {
  let lab: OutboxLab;
  beforeAll(async () => {
    lab = await OutboxLab.open();
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  const allSent = () => eventually(async () => expect(await lab.unpublished()).toBe(0));
  const confirmThrice = async (replica: Replica, last: number) => {
    for (const n of oneTo(last)) await Promise.all(['a', 'b', 'c'].map((key) => confirm(replica, key, n)));
  };
  const inOrder = (last: number) => new Map(['a', 'b', 'c'].map((key) => [key, oneTo(last)]));

  it('backs off while the broker is down, loses nothing and catches up in order', async () => {
    const replica = lab.start({ pollMs: 60_000 });
    const { broker, log } = replica;
    broker.isUp = false;
    await confirmThrice(replica, 100);
    await eventually(() => expect(broker.attempts.length).toBeGreaterThan(2));
    // Each of the hundred commits has woken it, and the broker was down each time.
    expect(broker.attempts.length).toBeLessThan(20);
    expect(log.entries.map(({ level }) => level)).not.toContain('error');
    broker.isUp = true;
    await allSent();
    expect(numbersByKey(broker.sent)).toEqual(inOrder(100));
    expect(new Set(broker.ids()).size).toBe(broker.sent.length);
  });

  it('sends again, under the same ids, what was written but not acknowledged', async () => {
    const replica = lab.start();
    const { broker } = replica;
    broker.losesAcknowledgements = true;
    await confirmThrice(replica, 5);
    await eventually(() => expect(broker.attempts.length).toBeGreaterThan(2));
    broker.losesAcknowledgements = false;
    await allSent();
    expect(new Set(broker.ids()).size).toBe(15);
    expect(broker.sent.length).toBeGreaterThan(15);
    expect(numbersByKey(broker.sent)).toEqual(inOrder(5));
  });

  it('sends again, under the same ids, what a crash kept it from marking, and keeps the order of each key', async () => {
    const crashing = lab.start();
    crashing.broker.beforeAcknowledging = async () => {
      crashing.broker.isUp = false;
      await lab.cutOff(crashing);
    };
    await appendNumbered(lab, ['a'], 30);
    await eventually(() => expect(crashing.broker.sent.length).toBeGreaterThan(0));
    await lab.stop(crashing, 0);
    expect(await lab.unpublished()).toBe(30);
    const { broker } = lab.start();
    await allSent();
    expect(broker.ids()).toEqual(expect.arrayContaining(crashing.broker.ids()));
    expect(numbersByKey([...crashing.broker.sent, ...broker.sent]).get('a')).toEqual(oneTo(30));
  });

  it('goes on by itself when PostgreSQL cuts its connection in the middle of a send', async () => {
    const replica = lab.start();
    let cuts = 0;
    replica.broker.beforeAcknowledging = async () => {
      if (cuts++ < 2) await lab.cutOff(replica);
    };
    await appendNumbered(lab, ['a'], 30);
    await allSent();
    expect(cuts).toBeGreaterThan(2);
    expect(numbersByKey(replica.broker.sent).get('a')).toEqual(oneTo(30));
  });

  describe('with a message that the broker refuses for good', () => {
    const refuseSecondOfA = ({ key, value }: { key: string | null; value: string | null }) =>
      key === 'a' && value !== null && value.includes('"amountMinor":2,');

    it('holds what comes after it in its key, says so once, and sends everything else once it has found it', async () => {
      await appendNumbered(lab, ['a', 'b', 'c'], 40);
      const replica = lab.start();
      const { broker, relay, log } = replica;
      broker.refuses = refuseSecondOfA;
      await eventually(async () => expect(await lab.unpublished()).toBe(39));
      await confirm(replica, 'b', 41);
      await confirm(replica, 'a', 41);
      await eventually(() => expect(numbersByKey(broker.sent).get('b')).toEqual(oneTo(41)));
      expect(numbersByKey(broker.sent)).toEqual(
        new Map([
          ['a', [1]],
          ['b', oneTo(41)],
          ['c', oneTo(40)],
        ]),
      );
      const [held, ...others] = relay.held();
      expect(others).toEqual([]);
      expect(held).toMatchObject({ topic: 'shop.orders', key: 'a' });
      expect(held?.bytes).toBeGreaterThan(50);
      const errors = log.entries.filter(({ level }) => level === 'error');
      expect(errors).toEqual([expect.objectContaining({ details: expect.objectContaining({ ...held }) as object })]);
    });

    it('finds it again after a restart, and sends it when the broker has learned to take it', async () => {
      const first = lab.start();
      first.broker.refuses = refuseSecondOfA;
      await confirmThrice(first, 3);
      await eventually(async () => expect(await lab.unpublished()).toBe(2));
      await lab.stop(first);
      const second = lab.start();
      second.broker.refuses = refuseSecondOfA;
      await eventually(() => expect(second.relay.held()).toHaveLength(1));
      await lab.stop(second);
      const third = lab.start();
      await allSent();
      expect(numbersByKey(third.broker.sent)).toEqual(new Map([['a', [2, 3]]]));
    });

    it('holds one without a key alone', async () => {
      const records = ['1', 'bad', '2'].map((value) => ({ topic: 't', key: null, headers: {}, value }));
      const { broker, relay } = lab.start();
      broker.refuses = ({ value }) => value === 'bad';
      await appendRecords(lab.pool, records);
      await eventually(async () => expect(await lab.unpublished()).toBe(1));
      expect(broker.sent.map(({ value }) => value)).toEqual(['1', '2']);
      expect(relay.held()).toHaveLength(1);
    });
  });
});
