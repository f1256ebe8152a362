import { Admin, ListOffsetTimestamps } from '@platformatic/kafka';
import { unavailable } from '@shop/kernel';
import type { PartitionLag } from '../broker.js';
import type { KafkaOptions } from '../kafka-client.js';
import { lagAt } from '../partition-lag.js';
import { connectionOptions } from './platformatic-client.js';

/** Asks how far groups have come, through a client of its own: it connects when it is first needed, and again by itself. */
export class PlatformaticLag {
  private admin: Admin | undefined;

  constructor(private readonly options: KafkaOptions) {}

  async ask(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    this.admin ??= new Admin(connectionOptions(this.options));
    try {
      return await lagOf(this.admin, group, topics);
    } catch (error) {
      throw unavailable('broker.unavailable', `Kafka does not say how far ${group} has come.`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.admin?.close();
  }
}

async function lagOf(admin: Admin, group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
  const { topics: known } = await admin.metadata({ topics: [...topics] });
  const partitionsOf = (topic: string) => (known.get(topic)?.partitions ?? []).map((_, partition) => partition);
  const [oldest, end, groups] = await Promise.all([
    offsetsAt(admin, topics, partitionsOf, ListOffsetTimestamps.EARLIEST),
    offsetsAt(admin, topics, partitionsOf, ListOffsetTimestamps.LATEST),
    admin.listConsumerGroupOffsets({ groups: [group] }),
  ]);
  const committed = new Map<string, bigint>(
    groups.flatMap(({ topics: ofGroup }) =>
      ofGroup.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, committedOffset }) => [`${name}/${partitionIndex}`, committedOffset]),
      ),
    ),
  );
  return topics.flatMap((topic) =>
    partitionsOf(topic).map((partition) => {
      const at = `${topic}/${partition}`;
      const range = { oldest: oldest.get(at) ?? 0n, end: end.get(at) ?? 0n };
      return lagAt({ topic, partition, ...range, committed: committed.get(at) ?? -1n });
    }),
  );
}

async function offsetsAt(
  admin: Admin,
  topics: readonly string[],
  partitionsOf: (topic: string) => readonly number[],
  timestamp: bigint,
): Promise<ReadonlyMap<string, bigint>> {
  const listed = await admin.listOffsets({
    topics: topics.map((name) => ({
      name,
      partitions: partitionsOf(name).map((partitionIndex) => ({ partitionIndex, timestamp })),
    })),
  });
  return new Map<string, bigint>(
    listed.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, offset }) => [`${name}/${partitionIndex}`, offset]),
    ),
  );
}
