import type { Consumer, GroupAssignment } from '@platformatic/kafka';
import { ListOffsetTimestamps } from '@platformatic/kafka';

export interface Range {
  readonly oldest: bigint;
  /** One more than the newest record's. */
  readonly end: bigint;
}

/** Where the group goes on in each of the topic's partitions: what it has committed, else the oldest record. */
export async function groupOffsets(
  consumer: Consumer,
  { topic, partitions }: GroupAssignment,
): Promise<ReadonlyMap<number, bigint>> {
  const committed = await consumer.listCommittedOffsets({ topics: [{ topic, partitions }] });
  const known = partitions.map((partition) => [partition, committed.get(topic)?.[partition] ?? -1n] as const);
  const fresh = known.flatMap(([partition, offset]) => (offset < 0n ? [partition] : []));
  if (fresh.length === 0) return new Map(known);
  const oldest = await offsetsAt(consumer, topic, fresh, ListOffsetTimestamps.EARLIEST);
  return new Map(known.map(([partition, offset]) => [partition, offset < 0n ? (oldest[partition] ?? 0n) : offset]));
}

/** Which records of the partition there are. */
export async function availableRange(consumer: Consumer, topic: string, partition: number): Promise<Range> {
  const oldest = await offsetsAt(consumer, topic, [partition], ListOffsetTimestamps.EARLIEST);
  const end = await offsetsAt(consumer, topic, [partition], ListOffsetTimestamps.LATEST);
  return { oldest: oldest[partition] ?? 0n, end: end[partition] ?? 0n };
}

async function offsetsAt(
  consumer: Consumer,
  topic: string,
  partitions: readonly number[],
  timestamp: bigint,
): Promise<readonly (bigint | undefined)[]> {
  const offsets = await consumer.listOffsets({ topics: [topic], partitions: { [topic]: [...partitions] }, timestamp });
  return offsets.get(topic) ?? [];
}
