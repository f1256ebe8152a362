import { setTimeout as delay } from 'node:timers/promises';
import { fromWire } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { newId, unavailable } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { EachBatchPayload, Kafka } from 'kafkajs';
import type { KafkaOptions } from '../broker/kafka-client.js';
import { nestLog } from '../broker/log.js';
import { topicEnds, topicStarts } from './topic-places.js';

const SILENT_FOR_MS = 60_000;
const MOST_FAILURES = 20;
const BACKOFF = { initialMs: 200, maxMs: 3_000 };

/**
 * Gives every event that was written to the topic at `since` or later, up to the end as it is now; in order per key, in batches that are
 * awaited one after the other. For a service that has forgotten what it said: as a group of its own, which is deleted afterwards, so that
 * no consumer's place changes. What is no event of ours is passed over. @throws AppError `unavailable` without a broker, or when it falls silent
 */
export async function eventsSince(
  options: KafkaOptions,
  topic: string,
  since: Date,
  onEvents: (events: readonly DomainEvent[]) => Promise<void>,
): Promise<void> {
  const log = options.log ?? nestLog('EventsSince');
  // Loaded when it is needed: a service that recovers nothing, on another client, has no use for it.
  const { connectKafkaJs } = await import('../broker/kafkajs/kafkajs-client.js');
  const kafka = connectKafkaJs(options, log);
  const admin = kafka.admin();
  await admin.connect();
  try {
    const [starts, ends] = [await topicStarts(admin, topic, since), await topicEnds(admin, topic)];
    const spans = [...ends].map(
      ([partition, end]) => [partition, { next: starts.get(partition) ?? end, end }] as const,
    );
    const left = new Map(spans.filter(([, { next, end }]) => next < end));
    if (left.size === 0) return;
    const groupId = `${options.clientId}.recovery-${newId()}`;
    await readToTheEnd(kafka, { groupId, topic, left, onEvents });
    await admin.deleteGroups([groupId]);
  } finally {
    await admin.disconnect();
  }
}

/** What is still to be read of a partition. */
interface Span {
  readonly next: bigint;
  readonly end: bigint;
}

interface Reading {
  readonly groupId: string;
  readonly topic: string;
  /** By partition; emptied on the way. */
  readonly left: Map<number, Span>;
  readonly onEvents: (events: readonly DomainEvent[]) => Promise<void>;
}

/** A coordinator that has only just learnt of the group refuses it for a moment; what was read before such a failure stays read. */
async function readToTheEnd(kafka: Kafka, reading: Reading): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      return await readOn(kafka, reading);
    } catch (error) {
      if (!isPassing(error) || failures === MOST_FAILURES) throw error;
      await delay(backoffDelay(failures, BACKOFF));
    }
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof Error && 'retriable' in error && error.retriable === true;

async function readOn(kafka: Kafka, reading: Reading): Promise<void> {
  const { groupId, topic, left } = reading;
  const consumer = kafka.consumer({ groupId });
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((done, fail) => {
      const silence = setTimeout(() => fail(unavailable('recovery.silent', `${topic} cannot be read.`)), SILENT_FOR_MS);
      const eachBatch = async (payload: EachBatchPayload) => {
        silence.refresh();
        await take(payload, reading).catch(fail);
        if (left.size > 0) return;
        clearTimeout(silence);
        done();
      };
      consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error));
      void consumer
        .run({ autoCommit: false, partitionsConsumedConcurrently: 1, eachBatch })
        .then(() => {
          for (const [partition, { next }] of left) consumer.seek({ topic, partition, offset: String(next) });
        })
        .catch(fail);
    });
  } finally {
    await consumer.disconnect();
  }
}

/** A batch may have been fetched before the seek, or reach beyond the end: of each partition everything is taken once. */
async function take(payload: EachBatchPayload, { left, onEvents }: Reading): Promise<void> {
  const { batch } = payload;
  const span = left.get(batch.partition);
  const last = BigInt(batch.lastOffset());
  if (span === undefined || last < span.next) return;
  const wanted = batch.messages.filter(({ offset }) => BigInt(offset) >= span.next && BigInt(offset) < span.end);
  const events = wanted.flatMap((message) => eventOf(message) ?? []);
  if (events.length > 0) await onEvents(events);
  payload.resolveOffset(batch.lastOffset());
  if (last >= span.end - 1n) left.delete(batch.partition);
  else left.set(batch.partition, { ...span, next: last + 1n });
}

function eventOf({ headers, value }: EachBatchPayload['batch']['messages'][number]): DomainEvent | undefined {
  const texts = Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, text?.toString()]));
  try {
    return fromWire({ headers: texts, value: value?.toString() ?? null });
  } catch {
    return undefined;
  }
}
