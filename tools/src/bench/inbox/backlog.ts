import { randomUUID } from 'node:crypto';
import { stockReserved, toHeaders } from '@shop/domain-events';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Message } from 'kafkajs';

const PARTITIONS = 3;
const BATCH = 1_000;

export const backlogTopic = stockReserved.topic;

/** Real events of the shop, each of an order of its own, on a topic of three partitions. */
export async function fillBacklog(brokers: string, count: number): Promise<void> {
  const kafka = kafkaAt(brokers);
  const [admin, producer] = [kafka.admin(), kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })];
  await Promise.all([admin.connect(), producer.connect()]);
  await admin.createTopics({ topics: [{ topic: backlogTopic, numPartitions: PARTITIONS }], waitForLeaders: true });
  for (let sent = 0; sent < count; sent += BATCH) {
    const messages = Array.from({ length: Math.min(BATCH, count - sent) }, messageOfAnOrder);
    await producer.send({ topic: backlogTopic, messages, acks: -1 });
  }
  await Promise.all([admin.disconnect(), producer.disconnect()]);
}

/** The next consumer of that group starts at the beginning again. Only when nobody is in the group. */
export async function forgetGroup(brokers: string, group: string): Promise<void> {
  const admin = kafkaAt(brokers).admin();
  await admin.connect();
  try {
    const { groups } = await admin.listGroups();
    if (groups.some(({ groupId }) => groupId === group)) await admin.deleteGroups([group]);
  } finally {
    await admin.disconnect();
  }
}

function kafkaAt(brokers: string): Kafka {
  return new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.ERROR });
}

function messageOfAnOrder(): Message {
  const orderId = randomUUID();
  const id = randomUUID();
  const event = {
    id,
    type: stockReserved.type,
    source: `/shop/${stockReserved.from}`,
    subject: orderId,
    time: new Date().toISOString(),
    correlationId: orderId,
    causationId: id,
  };
  return { key: orderId, headers: toHeaders(event), value: JSON.stringify({ ...stockReserved.example, orderId }) };
}
