import { eventually } from '../testing/eventually.js';
import { confirm, numbersByKey, OutboxLab } from '../testing/outbox-lab.js';
import type { Replica } from '../testing/outbox-lab.js';

const keys = Array.from({ length: 24 }, (_, n) => `k${n}`);

describe('OutboxRelays of several replicas', () => {
  let lab: OutboxLab;
  beforeAll(async () => {
    lab = await OutboxLab.open();
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  const shares = (expected: readonly number[]) => eventually(async () => expect(await lab.shares()).toEqual(expected));
  const allSent = () => eventually(async () => expect(await lab.unpublished()).toBe(0));
  const confirmAll = (replica: Replica, n: number) => Promise.all(keys.map((key) => confirm(replica, key, n)));

  it('share the shards evenly, whoever comes or goes', async () => {
    const one = lab.start();
    await shares([16]);
    const two = lab.start();
    await shares([8, 8]);
    const three = lab.start();
    await shares([6, 5, 5]);
    await lab.stop(one);
    await shares([8, 8]);
    await lab.cutOff(two);
    const gone = lab.stop(two, 0);
    await shares([16]);
    await gone;
    expect(three.relay.held()).toEqual([]);
  });

  it('keep the order of each key and send nothing twice while they join and leave under load', async () => {
    const first = lab.start();
    // One broker for all, so that the order in which it gets the messages is known.
    const { broker } = first;
    let next = 1;
    const load = async (rounds: number) => {
      for (const last = next + rounds; next < last; next++) await confirmAll(first, next);
    };
    await load(20);
    const second = lab.start({}, { broker });
    await load(20);
    const third = lab.start({}, { broker });
    await load(20);
    await lab.stop(second);
    await load(20);
    await lab.stop(third);
    await load(20);
    await allSent();
    const { sent } = broker;
    const numbers = Array.from({ length: 100 }, (_, n) => n + 1);
    expect(numbersByKey(sent)).toEqual(new Map(keys.map((key) => [key, numbers])));
    expect(sent).toHaveLength(keys.length * 100);
  });

  it('take over from one that dies in the middle of a send, which costs copies of that send alone', async () => {
    const [dying, living] = [lab.start(), lab.start()];
    await shares([8, 8]);
    dying.broker.beforeAcknowledging = async () => {
      dying.broker.isUp = false;
      await lab.cutOff(dying);
    };
    for (const n of [1, 2, 3]) await confirmAll(living, n);
    await allSent();
    const gone = lab.stop(dying, 0);
    await shares([16]);
    await gone;
    const all = [...dying.broker.sent, ...living.broker.sent];
    expect(dying.broker.sent.length).toBeGreaterThan(0);
    expect(living.broker.ids()).toEqual(expect.arrayContaining(dying.broker.ids()));
    expect(new Set(living.broker.ids()).size).toBe(living.broker.sent.length);
    expect(numbersByKey(all)).toEqual(new Map(keys.map((key) => [key, [1, 2, 3]])));
  });

  it('are called by the one that has committed: no message waits until they look by themselves', async () => {
    const [one, two] = [lab.start({ pollMs: 60_000 }), lab.start({ pollMs: 60_000 })];
    await shares([8, 8]);
    await confirmAll(one, 1);
    await allSent();
    const both = [one.broker.keys(), two.broker.keys()];
    expect(both.map((sent) => sent.length > 0)).toEqual([true, true]);
    expect(both.flat().sort()).toEqual([...keys].sort());
  });

  it('are not called where there is one only', async () => {
    const replica = lab.start();
    await shares([16]);
    await confirm(replica, 'warm-up');
    await allSent();
    const listener = await lab.pool.connect();
    const heard: (string | undefined)[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload));
    await listener.query('LISTEN outbox_relays');
    await confirmAll(replica, 1);
    await allSent();
    await listener.query(`NOTIFY outbox_relays, 'rows from-the-test'`);
    await eventually(() => expect(heard).toContain('rows from-the-test'));
    expect(heard).toEqual(['rows from-the-test']);
    listener.release(true);
  });
});
