import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Admin, IHeaders } from 'kafkajs';
import { eventually } from './eventually.js';
import { shop } from './shop.js';

/** A record as it lies on Kafka. */
export interface RawRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
}

const SEND_AT_ONCE = 500;

/** The services that react to events; each is a consumer group of that name. */
const groups = ['order-service', 'inventory-service', 'payment-service', 'shipping-service', 'notification-service'];

export function kafka(): Kafka {
  return new Kafka({ brokers: (shop().kafkaBrokers ?? '').split(','), logLevel: logLevel.NOTHING });
}

export async function withAdmin<T>(ask: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka().admin();
  await admin.connect();
  try {
    return await ask(admin);
  } finally {
    await admin.disconnect();
  }
}

const shopTopics = async (admin: Admin) => (await admin.listTopics()).filter((topic) => topic.startsWith('shop.'));

/** Topic/partition → the offset that the next record will get. */
async function ends(admin: Admin, topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const all = await Promise.all(
    topics.map(async (topic) =>
      (await admin.fetchTopicOffsets(topic)).map(
        ({ partition, high }) => [`${topic}/${partition}`, Number(high)] as const,
      ),
    ),
  );
  return new Map(all.flat());
}

/** Every record of the shop's topics, oldest first within a partition. */
export async function allRecords(): Promise<readonly RawRecord[]> {
  const topics = await withAdmin(shopTopics);
  const end = await withAdmin((admin) => ends(admin, topics));
  const left = new Set([...end].flatMap(([place, high]) => (high > 0 ? [place] : [])));
  const records: RawRecord[] = [];
  const consumer = kafka().consumer({ groupId: `e2e-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, partition, message: { key, value, headers, offset } }) => {
      const place = `${topic}/${partition}`;
      const high = end.get(place) ?? 0;
      if (Number(offset) < high) records.push({ topic, partition, key, value, headers: headers ?? {} });
      if (Number(offset) >= high - 1) left.delete(place);
    },
  });
  await eventually('all records are read', () => left.size === 0, 60_000);
  await consumer.disconnect();
  return records;
}

/** In their order, each to its own partition. */
export async function sendRaw(records: readonly RawRecord[]): Promise<void> {
  const producer = kafka().producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (let start = 0; start < records.length; start += SEND_AT_ONCE) {
    const chunk = records.slice(start, start + SEND_AT_ONCE);
    const topics = [...new Set(chunk.map(({ topic }) => topic))];
    await producer.sendBatch({
      topicMessages: topics.map((topic) => ({ topic, messages: chunk.filter((record) => record.topic === topic) })),
    });
  }
  await producer.disconnect();
}

/** Where every partition ends, if all services have committed all of it; else nothing. */
export function endsIfAllIsConsumed(): Promise<ReadonlyMap<string, number> | undefined> {
  return withAdmin(async (admin) => {
    const topics = await shopTopics(admin);
    const end = await ends(admin, topics);
    for (const groupId of groups) {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics })) {
        const isHeard = partitions.some(({ offset }) => Number(offset) >= 0);
        const isBehind = ({ partition, offset }: { partition: number; offset: string }) =>
          Math.max(0, Number(offset)) < (end.get(`${topic}/${partition}`) ?? 0);
        if (isHeard && partitions.some(isBehind)) return undefined;
      }
    }
    return end;
  });
}

/** How many dead letters there have ever been. */
export function deadLetters(): Promise<number> {
  return withAdmin(async (admin) => {
    const topics = (await admin.listTopics()).filter((topic) => topic.endsWith('.dlq'));
    return [...(await ends(admin, topics)).values()].reduce((sum, high) => sum + high, 0);
  });
}
