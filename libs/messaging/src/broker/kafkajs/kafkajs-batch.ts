import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { Batch, ConsumedRecord } from '../broker.js';
import { isLossOfMembership } from './kafkajs-failure.js';
import { SharedCommits } from './shared-commits.js';

/** One stay in the group, from joining it to the next rebalance. All batches of the consumer share it. */
export class Membership {
  /** Set by whichever batch notices first: the others then need not wait for their own heartbeat to find out. */
  loss: Error | undefined;
  /** The consumer has joined anew: a commit would now run under a generation to which the partition may not belong. */
  isOver = false;
  readonly commits = new SharedCommits();
}

/** A batch of kafkajs as the port has it. */
export class KafkaJsBatch implements Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ConsumedRecord[];
  private ownFailure: Error | undefined;
  private pausedMs = 0;

  constructor(
    private readonly payload: EachBatchPayload,
    private readonly membership: Membership,
  ) {
    this.topic = payload.batch.topic;
    this.partition = payload.batch.partition;
    this.records = payload.batch.messages.map(toRecord);
  }

  /** What kafkajs must be told when the batch ends, so that it joins again or reconnects: always an error of its own. */
  get failure(): Error | undefined {
    return this.ownFailure ?? this.membership.loss;
  }

  get pauseMs(): number {
    return this.pausedMs;
  }

  isStale(): boolean {
    return this.failure !== undefined || this.membership.isOver || !this.payload.isRunning() || this.payload.isStale();
  }

  pause(milliseconds: number): void {
    this.pausedMs = Math.max(this.pausedMs, milliseconds);
  }

  /**
   * Through the payload, because `consumer.commitOffsets` does nothing while the consumer stops: what is finished during a drain
   * would be lost. The position is moved only after the commit, so that records whose commit failed are fetched again. A commit
   * while the group waits for this member to rejoin is still accepted.
   */
  async commit(nextOffset: bigint): Promise<void> {
    const { topic, partition } = this;
    try {
      await this.membership.commits.commit({ topic, partition, nextOffset }, async (offsets) => {
        if (!this.membership.isOver) await this.payload.commitOffsetsIfNecessary(offsets);
      });
      if (!this.membership.isOver) this.payload.resolveOffset(String(nextOffset - 1n));
    } catch (error) {
      this.fail(error);
    }
  }

  /** kafkajs has no heartbeat of its own while a batch runs, and sends no more of them than it needs however often this is called. */
  async heartbeat(): Promise<void> {
    try {
      await this.payload.heartbeat();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error('kafkajs failed', { cause });
    this.ownFailure ??= error;
    if (isLossOfMembership(error)) this.membership.loss ??= error;
  }
}

function toRecord({ offset, key, headers, value }: KafkaMessage): ConsumedRecord {
  const texts = Object.entries(headers ?? {}).map(([name, header]) => {
    // Kafka allows a header several times; nothing that we read is repeated, so the last one counts.
    const last = Array.isArray(header) ? header.at(-1) : header;
    return [name, last?.toString()] as const;
  });
  return {
    offset: BigInt(offset),
    key: key?.toString() ?? null,
    headers: Object.fromEntries(texts),
    value: value?.toString() ?? null,
  };
}
