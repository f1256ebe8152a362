import type { PartitionLag } from './broker.js';

/** Where one partition stands, and a group in it. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  /** Of the oldest record that is kept. */
  readonly oldest: bigint;
  /** One more than the newest record's. */
  readonly end: bigint;
  /** What the group has committed; negative if nothing, as Kafka has it. */
  readonly committed: bigint;
}

/** Records that have been dropped for their age wait for nobody any more. */
export function lagAt({ topic, partition, oldest, end, committed }: PartitionPosition): PartitionLag {
  const next = committed > oldest ? committed : oldest;
  return { topic, partition, records: end > next ? Number(end - next) : 0 };
}
