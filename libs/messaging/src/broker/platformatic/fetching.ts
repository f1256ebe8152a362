import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterMetadata, ConnectionPool, Consumer, fetchV17 } from '@platformatic/kafka';
import { backoffDelay } from '@shop/resilience';
import type { MessagingLog } from '../log.js';
import { offsetBehind, toRecords } from './fetched-records.js';
import { availableRange } from './offsets.js';
import type { PartitionReader } from './partition-reader.js';
import { isProtocolError } from './platformatic-failure.js';

/** How long the broker may wait for records: costs nothing while they flow. */
const MAX_WAIT_MS = 200;
/** While a partition has records in hand: it soon wants more, and a request on its way cannot be changed. */
const MAX_WAIT_BUSY_MS = 10;
const MAX_BYTES_PER_PARTITION = 1_048_576;
const BACKOFF = { initialMs: 50, maxMs: 1_000 };

export interface FetchSurroundings {
  readonly consumer: Consumer;
  /** Of its own: a broker answers the requests of one connection in turn, so a fetch that waits would hold up commits. */
  readonly connectionPool: ConnectionPool;
  readonly log: MessagingLog;
  readonly onAnswer: () => void;
  readonly onFailure: (error: unknown) => void;
}

interface Question {
  readonly reader: PartitionReader;
  readonly from: bigint;
}

/** Fetches for the readers of one stay in the group: one request at a time to each broker, for all partitions that are ready. */
export class Fetching {
  private readonly underWay = new Set<number>();
  private isOver = false;
  private failures = 0;

  constructor(
    private readonly readers: readonly PartitionReader[],
    private readonly surroundings: FetchSurroundings,
  ) {}

  stop(): void {
    this.isOver = true;
  }

  /** To be called whenever a reader has become ready. */
  async look(): Promise<void> {
    while (!this.isOver) {
      try {
        const topics = [...new Set(this.readers.map(({ topic }) => topic))];
        const metadata = await this.surroundings.consumer.metadata({ topics });
        for (const node of metadata.brokers.keys()) this.lookAt(node, metadata);
        return;
      } catch (error) {
        await this.afterFailure(error);
      }
    }
  }

  private lookAt(node: number, metadata: ClusterMetadata): void {
    if (this.isOver || this.underWay.has(node)) return;
    const led = this.readers.filter(({ topic, partition }) => leaderOf(metadata, topic, partition) === node);
    const questions = led.filter((reader) => reader.isReady()).map((reader) => ({ reader, from: reader.position }));
    if (questions.length === 0) return;
    this.underWay.add(node);
    const maxWaitTime = led.some((reader) => reader.hasRecords()) ? MAX_WAIT_BUSY_MS : MAX_WAIT_MS;
    void this.ask(node, maxWaitTime, questions, metadata);
  }

  private async ask(
    node: number,
    maxWaitTime: number,
    questions: readonly Question[],
    metadata: ClusterMetadata,
  ): Promise<void> {
    const { consumer, connectionPool, onAnswer } = this.surroundings;
    try {
      const topics = toRequest(questions, metadata);
      const response = await consumer.fetch({ node, maxWaitTime, minBytes: 1, topics, connectionPool });
      this.failures = 0;
      onAnswer();
      if (!this.isOver) handOut(response, questions, metadata);
    } catch (error) {
      if (isProtocolError(error, 'OFFSET_OUT_OF_RANGE')) await this.comeIntoRange(questions);
      else await this.afterFailure(error);
    }
    this.underWay.delete(node);
    await this.look();
  }

  private async afterFailure(error: unknown): Promise<void> {
    if (this.isOver) return;
    this.surroundings.onFailure(error);
    this.surroundings.consumer.clearMetadata();
    this.failures++;
    await delay(backoffDelay(this.failures, BACKOFF), undefined, { ref: false });
  }

  /** What a group has not read in time is gone; it goes on with the oldest record that is left. */
  private async comeIntoRange(questions: readonly Question[]): Promise<void> {
    const { consumer, log } = this.surroundings;
    try {
      for (const { reader } of questions) {
        const { topic, partition, position } = reader;
        const { oldest, end } = await availableRange(consumer, topic, partition);
        if (position >= oldest && position <= end) continue;
        log.error('Records were deleted before this group has read them', { topic, partition, position, oldest });
        reader.seek(oldest);
      }
    } catch (error) {
      await this.afterFailure(error);
    }
  }
}

function leaderOf(metadata: ClusterMetadata, topic: string, partition: number): number | undefined {
  return metadata.topics.get(topic)?.partitions[partition]?.leader;
}

function toRequest(questions: readonly Question[], metadata: ClusterMetadata): fetchV17.FetchRequestTopic[] {
  const requests = new Map<string, fetchV17.FetchRequestTopic>();
  for (const { reader, from } of questions) {
    const topicId = metadata.topics.get(reader.topic)?.id ?? '';
    const request = requests.get(topicId) ?? { topicId, partitions: [] };
    request.partitions.push({
      partition: reader.partition,
      fetchOffset: from,
      partitionMaxBytes: MAX_BYTES_PER_PARTITION,
      // Not followed: the broker then does not compare them, and an outdated leader answers that it is one.
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
    });
    requests.set(topicId, request);
  }
  return [...requests.values()];
}

function handOut(response: fetchV17.FetchResponse, questions: readonly Question[], metadata: ClusterMetadata): void {
  for (const { reader, from } of questions) {
    const id = metadata.topics.get(reader.topic)?.id;
    const ofTopic = response.responses.find(({ topicId }) => topicId === id);
    const answer = ofTopic?.partitions.find(({ partitionIndex }) => partitionIndex === reader.partition);
    const batches = answer?.records ?? [];
    reader.take(from, toRecords(batches, from), offsetBehind(batches, from));
  }
}
