import type { Admin } from 'kafkajs';

/** Partition → the offset that its next record will get. */
export async function topicEnds(admin: Admin, topic: string): Promise<ReadonlyMap<number, bigint>> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
}

/** Partition → the offset of its first record that was written at `since` or later; its end if there is none. */
export async function topicStarts(admin: Admin, topic: string, since: Date): Promise<ReadonlyMap<number, bigint>> {
  const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, since.getTime());
  return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
}
