/// <reference types="jest" />
import type { ContractTools } from './broker-contract.js';
import { commitAll, freshTopic, Member, numbered, sendValues } from './broker-probe.js';
import { eventually, gate } from './eventually.js';

export function describeGroups({ connect, newGroup }: ContractTools): void {
  it('shares the partitions between the members of a group, and hands them over when one leaves', async () => {
    const broker = connect();
    const topic = await freshTopic(broker, 4);
    const group = newGroup();
    const first = await new Member().join(connect(), group, topic);
    await eventually(() => expect(first.states.at(-1)).toBe('running'));
    const second = await new Member().join(connect(), group, topic);
    await eventually(() => expect(second.states.at(-1)).toBe('running'));
    await eventually(() => expect(first.states.at(-1)).toBe('running'));

    await sendValues(broker, topic, numbered(80), (value) => value);
    await eventually(() => expect(first.received.length + second.received.length).toBeGreaterThanOrEqual(80));
    expect(first.partitions.size).toBe(2);
    expect(second.partitions.size).toBe(2);
    expect(new Set([...first.values, ...second.values]).size).toBe(80);

    await first.leave();
    const seen = second.received.length;
    await sendValues(broker, topic, numbered(80), (value) => value);
    await eventually(() => expect(second.received.length).toBe(seen + 80));
    expect(second.partitions.size).toBe(4);
  });

  it('makes running batches stale when a member joins, and takes what they then commit', async () => {
    const broker = connect();
    const topic = await freshTopic(broker, 2);
    const group = newGroup();
    await sendValues(broker, topic, numbered(40), (value) => value);
    const done: (string | null)[] = [];
    const first = await new Member().join(connect(), group, topic, async (batch) => {
      for (const record of batch.records.slice(0, 3)) done.push(record.value);
      await eventually(() => expect(batch.isStale()).toBe(true));
      await batch.commit((batch.records[2]?.offset ?? 0n) + 1n);
    });
    await eventually(() => expect(first.partitions.size).toBe(2));
    const rest = gate();
    const second = await new Member().join(connect(), group, topic, async (batch) => {
      await rest.opened;
      await commitAll(batch);
    });
    await eventually(() => expect(second.received.length).toBeGreaterThan(0));
    await first.leave();
    rest.open();
    await eventually(() => expect(new Set([...done, ...second.values]).size).toBe(40));
    expect(second.values.filter((value) => done.includes(value))).toEqual([]);
  }, 40_000);
}
