import { newId } from '@shop/kernel';
import { ConfigResourceTypes } from 'kafkajs';
import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { Member, sendValues } from '../testing/broker-probe.js';
import { eventually } from '../testing/eventually.js';
import { asOperator } from '../testing/kafka-admin.js';

jest.setTimeout(60_000);

describeKafkaAdapters('topics on Kafka', (open) => {
  it('are created with the partitions, the copies and the retention that were asked for', async () => {
    const topic = `test.${newId()}`;
    const spec = { topic, partitions: 5, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 7_200_000 };
    await open().ensureTopics([spec]);
    const { metadata, configs } = await asOperator(async (admin) => ({
      metadata: await admin.fetchTopicMetadata({ topics: [topic] }),
      configs: await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
      }),
    }));
    expect(metadata.topics[0]?.partitions.map(({ replicas }) => replicas.length)).toEqual([1, 1, 1, 1, 1]);
    const entries = configs.resources[0]?.configEntries ?? [];
    const set = entries.filter(({ isDefault }) => !isDefault).map((entry) => [entry.configName, entry.configValue]);
    expect(Object.fromEntries(set)).toEqual({ 'retention.ms': '7200000', 'min.insync.replicas': '1' });
  });

  it('are refused at once, not tried for ever, if there are fewer brokers than copies', async () => {
    const refused = open().ensureTopics([{ topic: `test.${newId()}`, partitions: 1, replicationFactor: 3 }]);
    await expect(refused).rejects.toMatchObject({ name: 'AppError', code: 'broker.topics-refused' });
  });

  it('may be asked for by several services at the same moment', async () => {
    const topics = Array.from({ length: 4 }, () => ({ topic: `test.${newId()}`, partitions: 2 }));
    await Promise.all([open(), open(), open()].map((broker) => broker.ensureTopics(topics)));
    const existing = await asOperator((admin) => admin.listTopics());
    expect(existing).toEqual(expect.arrayContaining(topics.map(({ topic }) => topic)));
  });

  it('never come into being by sending to a mistyped name, or by subscribing to it', async () => {
    const [sent, subscribed] = [`test.mistyped.${newId()}`, `test.mistyped.${newId()}`];
    const broker = open();
    await expect(sendValues(broker, sent, ['lost'])).rejects.toMatchObject({ kind: 'unavailable' });
    const member = await new Member().join(broker, `group-${newId()}`, subscribed);
    await eventually(() => expect(member.states).toContain('reconnecting'));
    const existing = await asOperator((admin) => admin.listTopics());
    expect(existing).not.toContain(sent);
    expect(existing).not.toContain(subscribed);
  }, 60_000);

  it('may be deleted without harm to the others that the same producer sends to', async () => {
    const [doomed, other] = [`test.${newId()}`, `test.${newId()}`];
    const broker = open();
    await broker.ensureTopics([{ topic: doomed, partitions: 1 }]);
    const producer = await broker.connectProducer();
    const recordOf = (topic: string) => ({ topic, key: 'k', headers: {}, value: 'v' });
    await producer.send([recordOf(doomed)]);
    await asOperator((admin) => admin.deleteTopics({ topics: [doomed] }));
    await open().ensureTopics([{ topic: other, partitions: 1 }]);
    // kafkajs asks for every topic that it has ever sent to: one send may fail, after which it has forgotten them.
    await producer.send([recordOf(other)]).catch(() => undefined);
    await producer.send([recordOf(other)]);
    await expect(producer.send([recordOf(doomed)])).rejects.toMatchObject({ kind: 'unavailable' });
    await producer.send([recordOf(other)]).catch(() => undefined);
    await producer.send([recordOf(other)]);
  }, 60_000);
});
