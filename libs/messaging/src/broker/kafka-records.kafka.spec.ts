import { newId } from '@shop/kernel';
import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { commitAll, freshTopic, Member, numbered, sendValues } from '../testing/broker-probe.js';
import { eventually } from '../testing/eventually.js';
import { asOperator, deleteRecords } from '../testing/kafka-admin.js';

jest.setTimeout(60_000);

describeKafkaAdapters('records on Kafka', (open) => {
  it('are rejected for good if they are too large for their topic', async () => {
    const topic = `test.${newId()}`;
    const configEntries = [{ name: 'max.message.bytes', value: '10000' }];
    await asOperator((admin) =>
      admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1, configEntries }] }),
    );
    const broker = open();
    const rejected = sendValues(broker, topic, ['x'.repeat(20_000)]);
    await expect(rejected).rejects.toMatchObject({ name: 'AppError', kind: 'invalid', code: 'broker.record-rejected' });
    await sendValues(broker, topic, ['small']);
  });

  it('that were deleted before the group had read them are passed over: it goes on with the oldest that is left', async () => {
    const broker = open();
    const topic = await freshTopic(broker);
    const group = `group-${newId()}`;
    await sendValues(broker, topic, numbered(10));
    const early = await new Member().join(broker, group, topic, async (batch) => {
      await batch.commit(3n);
      batch.pause(60_000);
    });
    await eventually(() => expect(early.received.length).toBeGreaterThan(0));
    await early.leave();
    await deleteRecords(topic, 0, 7n);
    const late = await new Member().join(broker, group, topic);
    await eventually(() => expect(late.values).toEqual(['7', '8', '9']));
  });

  it('are read from the oldest on if the group has committed to an offset that there is not: the topic was made anew', async () => {
    const broker = open();
    const topic = await freshTopic(broker);
    const group = `group-${newId()}`;
    await asOperator((admin) =>
      admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '1000' }] }),
    );
    await sendValues(broker, topic, ['1', '2']);
    const member = await new Member().join(broker, group, topic);
    await eventually(() => expect(member.values).toEqual(['1', '2']));
  });

  it('are deleted under a running consumer without stopping it', async () => {
    const broker = open();
    const topic = await freshTopic(broker, 2);
    let isFirst = true;
    let areDeleted = false;
    const member = await new Member().join(broker, `group-${newId()}`, topic, async (batch) => {
      if (batch.partition !== 0 || !isFirst) return commitAll(batch);
      isFirst = false;
      await deleteRecords(topic, 0, (batch.records.at(-1)?.offset ?? 0n) + 1n);
      areDeleted = true;
    });
    await sendValues(broker, topic, numbered(20), (value) => value);
    await eventually(() => expect(areDeleted).toBe(true));
    await sendValues(broker, topic, ['a', 'b', 'c', 'd', 'e', 'f'], (value) => value);
    await eventually(() => expect(member.values).toEqual(expect.arrayContaining(['a', 'b', 'c', 'd', 'e', 'f'])));
  });
});
