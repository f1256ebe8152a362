/**
 * What the shop needs of a message broker: topics of partitions, records in order within a partition, consumer groups that
 * commit how far they have come. At least once: whatever a group has not committed is delivered again. Three adapters keep
 * this promise (Kafka through kafkajs, Kafka through @platformatic/kafka, memory) and one suite (`describeBrokerContract`) holds
 * them to it.
 */
export interface Broker {
  /** Whether records outlive this process. */
  readonly durable: boolean;

  /**
   * Creates the topics that do not exist yet; existing ones are left as they are. Waits for the broker for as long as that
   * takes, so call it in the background where start-up must not depend on the broker.
   * @throws AppError `unavailable` if the broker says no for good, or if `close` comes first.
   */
  ensureTopics(specs: readonly TopicSpec[]): Promise<void>;

  /** Gives a producer at once; the connection is made by the first `send` and made again when it was lost. */
  connectProducer(): Promise<Producer>;

  /**
   * Joins a consumer group in the background and goes on trying for ever: a broker that is down is reported through `onState`,
   * never thrown. A group that has committed nothing yet begins with the oldest record.
   */
  consume(options: ConsumeOptions): Promise<Subscription>;

  /**
   * How many records each partition of the topics holds that the group has not committed; all that are kept, if it has committed nothing.
   * Asks the broker, whether or not a member of the group is alive, on a connection that is kept for the next time.
   * @throws AppError `unavailable` if the broker does not answer, or one of the topics does not exist.
   */
  lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]>;

  /** Closes every subscription (drained, see there) and then every producer. */
  close(): Promise<void>;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  /** Brokers that hold a copy; the broker's default if absent. The memory adapter has no use for this and the next two. */
  readonly replicationFactor?: number;
  /** Copies that must be written before a send is acknowledged; the broker's default if absent. */
  readonly minInsyncReplicas?: number;
  /** Milliseconds after which records may be dropped; the broker's default if absent, `-1` for never. */
  readonly retentionMs?: number;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
}

export interface BrokerRecord {
  readonly topic: string;
  /** Records of one key share a partition (see `partitionOfKey`) and so stay in order; `null`: any partition, in turn. */
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string | null;
}

export interface Producer {
  /**
   * Resolves when the broker has acknowledged every record, in order within each key. One call at a time keeps the order
   * between calls too.
   * @throws AppError `unavailable` if not all were acknowledged; some may have been written all the same, so sending them
   * again may write them twice. AppError `invalid` (`broker.record-rejected`) if the broker will never take one of them:
   * too large.
   */
  send(records: readonly BrokerRecord[]): Promise<void>;
  close(): Promise<void>;
}

export interface ConsumeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Handles a batch of one partition. There is one batch of a partition at a time; partitions run concurrently. The adapter
   * keeps the group membership alive while it runs. Whatever is not committed when it ends comes again; an error that it
   * throws is logged and changes nothing about that.
   */
  readonly onBatch: (batch: Batch) => Promise<void>;
  readonly onState?: (state: SubscriptionState) => void;
}

/**
 * - `connecting`: not a member of the group yet, first attempt, or first one after a stall.
 * - `running`: a member that gets its partitions' records.
 * - `rebalancing`: the group is dealing out its partitions anew.
 * - `reconnecting`: the broker cannot be reached; the adapter keeps trying.
 * - `stalled`: it was running, but has shown no sign of life for too long; the adapter gets rid of the consumer and starts another.
 * - `crashed`: the consumer failed for another reason than the connection; the adapter starts it again after a while.
 * - `closed`: by `close`, for good.
 */
export type SubscriptionState =
  'connecting' | 'running' | 'rebalancing' | 'reconnecting' | 'stalled' | 'crashed' | 'closed';

export interface Subscription {
  /** Drains: starts no new batch, makes running ones stale, waits for them, leaves the group. Idempotent. */
  close(): Promise<void>;
}

/** Consecutive records of one partition, never empty. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly ConsumedRecord[];

  /** True once the partition is about to go to another member, or the subscription is closing: start nothing new, end soon. */
  isStale(): boolean;

  /**
   * Everything below `nextOffset` is done (so: the last finished offset plus one) and will not come again. Never rejects: a
   * commit that fails makes the batch stale and its records come again.
   */
  commit(nextOffset: bigint): Promise<void>;

  /** No further batch of this partition for so many milliseconds after this one has ended. */
  pause(milliseconds: number): void;
}

export interface ConsumedRecord {
  readonly offset: bigint;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly value: string | null;
}
