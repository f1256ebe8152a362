import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@shop/kernel';
import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { commitAll, freshTopic, Member, numbered, sendValues } from '../testing/broker-probe.js';
import { eventually, gate } from '../testing/eventually.js';

jest.setTimeout(60_000);

describeKafkaAdapters('membership in a Kafka group', (open) => {
  it('keeps its partitions while a handler runs for longer than the session lasts', async () => {
    const broker = open();
    const topic = await freshTopic(broker, 2);
    const group = `group-${newId()}`;
    await sendValues(broker, topic, numbered(10), (value) => value);
    const slow = await new Member().join(broker, group, topic, async (batch) => {
      await delay(8_000);
      expect(batch.isStale()).toBe(false);
      await commitAll(batch);
    });
    await eventually(() => expect(slow.states.at(-1)).toBe('running'));
    await eventually(() => expect(slow.received).toHaveLength(10));
    await delay(9_000);
    await slow.leave();
    // Before that it may have met a broker that has just started and is not ready for groups.
    expect(slow.states.slice(slow.states.indexOf('running'))).toEqual(['running', 'closed']);
    const successor = await new Member().join(open(), group, topic);
    await eventually(() => expect(successor.states.at(-1)).toBe('running'));
    await sendValues(broker, topic, ['last']);
    await eventually(() => expect(successor.values).toEqual(['last']));
  });

  it('is dealt no record twice when a batch outlasts a rebalance that it was told of', async () => {
    const topic = await freshTopic(open(), 2);
    const group = `group-${newId()}`;
    await sendValues(open(), topic, numbered(20), (value) => value);
    const door = gate();
    const first = await new Member().join(open(), group, topic, async (batch) => {
      await door.opened;
      await commitAll(batch);
    });
    await eventually(() => expect(first.received).toHaveLength(20));
    const second = await new Member().join(open(), group, topic);
    await delay(2_500);
    expect(second.received).toEqual([]);
    door.open();
    await eventually(() => expect(second.states.at(-1)).toBe('running'));
    await sendValues(open(), topic, ['a', 'b', 'c', 'd', 'e', 'f'], (value) => value);
    const seen = () => [...first.values, ...second.values];
    await eventually(() => expect(seen()).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd', 'e', 'f'])));
    expect(seen()).toHaveLength(26);
    expect(second.received.length).toBeGreaterThan(0);
  });
});
