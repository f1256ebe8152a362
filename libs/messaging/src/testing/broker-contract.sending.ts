/// <reference types="jest" />
import type { BrokerRecord } from '../broker/broker.js';
import type { ContractTools } from './broker-contract.js';
import { freshTopic, Member, numbered, sendValues } from './broker-probe.js';
import { eventually } from './eventually.js';

export function describeSending({ connect, newGroup }: ContractTools): void {
  it('delivers key, headers and value as they were sent, also where they are empty', async () => {
    const broker = connect();
    const topic = await freshTopic(broker);
    const producer = await broker.connectProducer();
    const sent: readonly BrokerRecord[] = [
      { topic, key: 'ключ', headers: { ce_id: '1', traceparent: '00-a-b-01' }, value: '{"name":"Zoë"}' },
      { topic, key: 'k', headers: {}, value: null },
      { topic, key: null, headers: { empty: '' }, value: '' },
    ];
    await producer.send(sent);
    const member = await new Member().join(broker, newGroup(), topic);
    await eventually(() => expect(member.received).toHaveLength(3));
    expect(member.received.map(({ key, headers, value }) => ({ topic, key, headers, value }))).toEqual(sent);
  });

  it('keeps the order within a key and gives each key one partition', async () => {
    const broker = connect();
    const topic = await freshTopic(broker, 3);
    const keyOf = (value: string) => `key-${Number(value) % 10}`;
    await sendValues(broker, topic, numbered(150), keyOf);
    await sendValues(broker, topic, numbered(300).slice(150), keyOf);
    const member = await new Member().join(broker, newGroup(), topic);
    await eventually(() => expect(member.received).toHaveLength(300));
    for (const key of numbered(10).map(keyOf)) {
      const ofKey = member.received.filter((record) => record.key === key);
      const inOrder = ofKey.map(({ value }) => Number(value)).sort((a, b) => a - b);
      expect(ofKey.map(({ value }) => Number(value))).toEqual(inOrder);
      expect(new Set(ofKey.map(({ partition }) => partition)).size).toBe(1);
    }
    expect(member.partitions.size).toBeGreaterThan(1);
  });

  it('takes more records in one send than it writes at a time', async () => {
    const broker = connect();
    const topic = await freshTopic(broker);
    await sendValues(broker, topic, numbered(2_500));
    const member = await new Member().join(broker, newGroup(), topic);
    await eventually(() => expect(member.received).toHaveLength(2_500));
    expect(member.values).toEqual(numbered(2_500));
  });

  it('fails as unavailable for a topic that does not exist, and creates none', async () => {
    const broker = connect();
    await freshTopic(broker);
    const missing = `test.missing.${newGroup()}`;
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(sendValues(broker, missing, ['1'])).rejects.toMatchObject({ name: 'AppError', kind: 'unavailable' });
    }
  }, 40_000);

  it('fails as unavailable once it is closed', async () => {
    const broker = connect();
    const topic = await freshTopic(broker);
    const producer = await broker.connectProducer();
    await producer.send([{ topic, key: 'k', headers: {}, value: 'v' }]);
    await broker.close();
    const late = producer.send([{ topic, key: 'k', headers: {}, value: 'v' }]);
    await expect(late).rejects.toMatchObject({ name: 'AppError', kind: 'unavailable' });
  });

  it('leaves a topic that exists as it is', async () => {
    const broker = connect();
    const topic = await freshTopic(broker, 2);
    await sendValues(broker, topic, numbered(20), (value) => value);
    await connect().ensureTopics([{ topic, partitions: 5 }]);
    const member = await new Member().join(broker, newGroup(), topic);
    await eventually(() => expect(member.received).toHaveLength(20));
    expect([...member.partitions].sort()).toEqual([0, 1]);
  });
}
