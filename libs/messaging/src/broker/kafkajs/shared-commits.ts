import type { OffsetsByTopicPartition } from 'kafkajs';

export interface PartitionOffset {
  readonly topic: string;
  readonly partition: number;
  /** Everything below it is done. */
  readonly nextOffset: bigint;
}

type Send = (offsets: OffsetsByTopicPartition) => Promise<void>;

/**
 * Commits of all partitions of a consumer, one request at a time: what is wanted while one is on its way goes out with the next. Batches
 * whose reactions shared a transaction end together, so this saves most requests; each is a write to the broker's log.
 */
export class SharedCommits {
  private wanted = new Map<string, PartitionOffset>();
  private following: Promise<void> | undefined;
  private current: Promise<void> = Promise.resolve();

  /** Resolves once it is committed. Rejects as `send` does, and then for everything that went in the same request. */
  commit(offset: PartitionOffset, send: Send): Promise<void> {
    this.wanted.set(`${offset.topic}/${offset.partition}`, offset);
    this.following ??= this.sendNext(send);
    return this.following;
  }

  private async sendNext(send: Send): Promise<void> {
    // Whoever wanted the one before has heard of its failure.
    await this.current.catch(() => undefined);
    await new Promise(setImmediate);
    const offsets = byTopic(this.wanted.values());
    this.wanted = new Map();
    this.following = undefined;
    this.current = send(offsets);
    await this.current;
  }
}

function byTopic(offsets: Iterable<PartitionOffset>): OffsetsByTopicPartition {
  const topics = new Map<string, { partition: number; offset: string }[]>();
  for (const { topic, partition, nextOffset } of offsets) {
    const others = topics.get(topic) ?? [];
    topics.set(topic, [...others, { partition, offset: String(nextOffset) }]);
  }
  return { topics: [...topics].map(([topic, partitions]) => ({ topic, partitions })) };
}
