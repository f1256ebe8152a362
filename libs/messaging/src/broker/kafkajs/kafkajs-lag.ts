import { unavailable } from '@shop/kernel';
import type { Admin, Kafka } from 'kafkajs';
import type { PartitionLag } from '../broker.js';
import { lagAt } from '../partition-lag.js';
import type { PartitionPosition } from '../partition-lag.js';

/** Asks how far groups have come, on one connection of its own that is made when it is first needed, and anew when it has failed. */
export class KafkaJsLag {
  private admin: Promise<Admin> | undefined;

  constructor(private readonly kafka: Kafka) {}

  async ask(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    const admin = (this.admin ??= this.connect());
    try {
      return await lagOf(await admin, group, topics);
    } catch (error) {
      if (this.admin === admin) await this.close();
      throw unavailable('broker.unavailable', `Kafka does not say how far ${group} has come.`, { cause: error });
    }
  }

  async close(): Promise<void> {
    const { admin } = this;
    this.admin = undefined;
    await admin?.then((connected) => connected.disconnect()).catch(() => undefined);
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }
}

async function lagOf(admin: Admin, groupId: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
  const offsets = admin.fetchOffsets({ groupId, topics: [...topics] });
  const ranges = topics.map((topic) => rangesOf(admin, topic));
  // Also when one has failed: a question that is still retried would open the connection again that is closed after it.
  await Promise.allSettled([offsets, ...ranges]);
  const committed = new Map<string, bigint>(
    (await offsets).flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [`${topic}/${partition}`, BigInt(offset)]),
    ),
  );
  return (await Promise.all(ranges)).flat().map(({ topic, partition, ...range }) => {
    const at = `${topic}/${partition}`;
    return lagAt({ topic, partition, ...range, committed: committed.get(at) ?? -1n });
  });
}

async function rangesOf(admin: Admin, topic: string): Promise<readonly Omit<PartitionPosition, 'committed'>[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const ranges = offsets.map(({ partition, low, high }) => ({
    topic,
    partition,
    oldest: BigInt(low),
    end: BigInt(high),
  }));
  return ranges.sort((a, b) => a.partition - b.partition);
}
