/// <reference types="jest" />
import type { ContractTools } from './broker-contract.js';
import { commitAll, commitNothing, freshTopic, Member, numbered, sendValues } from './broker-probe.js';
import { eventually, gate } from './eventually.js';

export function describeDelivery({ connect, newGroup }: ContractTools): void {
  it('gives a group that comes late everything from the oldest record on, and each group everything', async () => {
    const broker = connect();
    const topic = await freshTopic(broker);
    await sendValues(broker, topic, ['before']);
    const first = await new Member().join(broker, newGroup(), topic);
    await eventually(() => expect(first.values).toEqual(['before']));
    await sendValues(broker, topic, ['after']);
    const second = await new Member().join(broker, newGroup(), topic);
    await eventually(() => expect(first.values).toEqual(['before', 'after']));
    await eventually(() => expect(second.values).toEqual(['before', 'after']));
  });

  it('delivers again what was not committed, and never what was', async () => {
    const topic = await freshTopic(connect());
    const group = newGroup();
    await sendValues(connect(), topic, numbered(5));
    const first = await new Member().join(connect(), group, topic, async (batch) => {
      const third = batch.records.find(({ value }) => value === '2');
      if (third) await batch.commit(third.offset + 1n);
      batch.pause(60_000);
    });
    await eventually(() => expect(first.values).toEqual(numbered(5)));
    await first.leave();
    const second = await new Member().join(connect(), group, topic);
    await eventually(() => expect(second.values).toEqual(['3', '4']));
    await second.leave();
    await sendValues(connect(), topic, ['5']);
    const third = await new Member().join(connect(), group, topic);
    await eventually(() => expect(third.values).toEqual(['5']));
  });

  it('delivers again at once, to the same member, what a batch has left uncommitted', async () => {
    const broker = connect();
    const topic = await freshTopic(broker);
    await sendValues(broker, topic, ['again']);
    let attempts = 0;
    const member = await new Member().join(broker, newGroup(), topic, (batch) =>
      ++attempts < 3 ? commitNothing() : commitAll(batch),
    );
    await eventually(() => expect(member.values).toEqual(['again', 'again', 'again']));
    await sendValues(broker, topic, ['next']);
    await eventually(() => expect(member.values).toEqual(['again', 'again', 'again', 'next']));
  });

  it('pauses a partition for as long as it is told, while the others go on', async () => {
    const broker = connect();
    const topic = await freshTopic(broker, 2);
    await sendValues(broker, topic, numbered(20), (value) => value);
    const batches: { readonly partition: number; readonly at: number }[] = [];
    let paused: number | undefined;
    const member = await new Member().join(broker, newGroup(), topic, async (batch) => {
      batches.push({ partition: batch.partition, at: Date.now() });
      if (paused !== undefined) return commitAll(batch);
      paused = batch.partition;
      batch.pause(1_000);
    });
    await eventually(() => expect(new Set(member.values).size).toBe(20));
    await eventually(() => expect(batches.filter(({ partition }) => partition === paused)).toHaveLength(2));
    const [first, second] = batches.filter(({ partition }) => partition === paused);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
    const others = batches.filter(({ partition, at }) => partition !== paused && at < (second?.at ?? 0));
    expect(others.length).toBeGreaterThan(0);
  });

  it('outlives a handler that throws, even a TypeError', async () => {
    const broker = connect();
    const topic = await freshTopic(broker);
    await sendValues(broker, topic, ['1']);
    let attempts = 0;
    const member = await new Member().join(broker, newGroup(), topic, async (batch) => {
      if (++attempts === 1) throw new TypeError('a bug');
      await commitAll(batch);
    });
    await eventually(() => expect(member.values).toEqual(['1', '1']));
    expect(member.states).not.toContain('crashed');
  });

  it('waits for a running batch when it closes, tells it so, and keeps its commit', async () => {
    const topic = await freshTopic(connect());
    const group = newGroup();
    const door = gate();
    const broker = connect();
    await sendValues(broker, topic, ['1', '2']);
    const stale: boolean[] = [];
    const first = await new Member().join(broker, group, topic, async (batch) => {
      stale.push(batch.isStale());
      await door.opened;
      stale.push(batch.isStale());
      await batch.commit((batch.records[0]?.offset ?? 0n) + 1n);
    });
    await eventually(() => expect(first.values).toEqual(['1', '2']));
    let hasClosed = false;
    const closing = first.leave().then(() => (hasClosed = true));
    await new Promise(setImmediate);
    expect(hasClosed).toBe(false);
    door.open();
    await closing;
    expect(stale).toEqual([false, true]);
    expect(first.values).toEqual(['1', '2']);
    expect(first.states.at(-1)).toBe('closed');
    const second = await new Member().join(connect(), group, topic);
    await eventually(() => expect(second.values).toEqual(['2']));
  });
}
