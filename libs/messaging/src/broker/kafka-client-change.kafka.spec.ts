import { newId } from '@shop/kernel';
import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { freshTopic, Member, numbered, sendValues } from '../testing/broker-probe.js';
import { eventually } from '../testing/eventually.js';
import { kafkaForTests } from '../testing/kafka-for-tests.js';

jest.setTimeout(60_000);

describeKafkaAdapters('changing the Kafka client of a service from or to kafkajs', (open) => {
  it('can be done replica by replica: both are members of one group', async () => {
    const other = kafkaForTests();
    const topic = await freshTopic(other, 4);
    const group = `group-${newId()}`;
    const before = await new Member().join(other, group, topic);
    await eventually(() => expect(before.states.at(-1)).toBe('running'));
    const after = await new Member().join(open(), group, topic);
    await eventually(() => expect([before.states.at(-1), after.states.at(-1)]).toEqual(['running', 'running']));
    await sendValues(other, topic, numbered(80), (value) => value);
    await eventually(() => expect(new Set([...before.values, ...after.values]).size).toBe(80));
    expect([before.partitions.size, after.partitions.size]).toEqual([2, 2]);
    await other.close();
    await sendValues(open(), topic, numbered(100).slice(80), (value) => value);
    await eventually(() => expect(new Set([...before.values, ...after.values]).size).toBe(100));
    expect(after.partitions.size).toBe(4);
  });

  it('keeps each key in its partition, also keys beyond ASCII, and lets records without one take turns', async () => {
    const kafkajs = kafkaForTests();
    const topic = await freshTopic(kafkajs, 7);
    const keys = ['', 'a', 'order-1', 'ключ', '注文', 'Zoë', '🛒', ...numbered(100).map((n) => `01999f3c-${n}`)];
    for (const broker of [kafkajs, open()]) {
      const producer = await broker.connectProducer();
      await producer.send(keys.map((key) => ({ topic, key, headers: {}, value: 'keyed' })));
      await producer.send(numbered(14).map(() => ({ topic, key: null, headers: {}, value: 'keyless' })));
    }
    const reader = await new Member().join(open(), `group-${newId()}`, topic);
    await eventually(() => expect(reader.received).toHaveLength(2 * (keys.length + 14)));
    for (const key of keys) {
      const ofKey = reader.received.filter((record) => record.key === key);
      expect([key, ofKey.length, new Set(ofKey.map(({ partition }) => partition)).size]).toEqual([key, 2, 1]);
    }
    for (const partition of [0, 1, 2, 3, 4, 5, 6]) {
      const keyless = reader.received.filter((record) => record.value === 'keyless' && record.partition === partition);
      expect(keyless).toHaveLength(4);
    }
    await kafkajs.close();
  });
});
