import { setTimeout as delay } from 'node:timers/promises';
import { unavailable } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { Admin, ITopicConfig, Kafka } from 'kafkajs';
import type { TopicSpec } from '../broker.js';
import { isBrokerTrouble } from './kafkajs-failure.js';
import type { MessagingLog } from '../log.js';
import { topicConfigs } from '../topic-configs.js';

const BACKOFF = { initialMs: 200, maxMs: 2_000 };

/**
 * Creates what is missing and waits until it has leaders. Auto-creation is off everywhere: a mistyped name would become a topic
 * of one partition.
 */
export async function ensureKafkaJsTopics(
  kafka: Kafka,
  specs: readonly TopicSpec[],
  log: MessagingLog,
  isClosing: () => boolean,
): Promise<void> {
  for (let attempt = 1; !isClosing(); attempt++) {
    try {
      await createMissing(kafka, specs);
      return;
    } catch (error) {
      if (!mayPass(error)) throw unavailable('broker.topics-refused', 'Kafka refuses the topics.', { cause: error });
      log.warn('The topics cannot be created yet, will try again', { err: error, attempt });
      await delay(backoffDelay(attempt, BACKOFF), undefined, { ref: false });
    }
  }
  throw unavailable('broker.closed', 'The broker connection was closed before the topics were there.');
}

async function createMissing(kafka: Kafka, specs: readonly TopicSpec[]): Promise<void> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    const missing = specs.filter(({ topic }) => !existing.has(topic));
    if (missing.length > 0) await create(admin, missing);
  } finally {
    await admin.disconnect();
  }
}

/** One by one: when services start together, one that another has just created must not stand in the way of the rest. */
async function create(admin: Admin, missing: readonly TopicSpec[]): Promise<void> {
  for (const spec of missing) await admin.createTopics({ waitForLeaders: true, topics: [toKafka(spec)] });
}

function toKafka({ topic, partitions, replicationFactor, ...spec }: TopicSpec): ITopicConfig {
  return { topic, numPartitions: partitions, replicationFactor, configEntries: [...topicConfigs(spec)] };
}

/**
 * A broker that has just started answers UNKNOWN_TOPIC_OR_PARTITION to the question for the leaders of a topic that it has
 * created a moment ago; kafkajs counts the waiting itself (KafkaJSTimeout) among what cannot be retried.
 */
function mayPass(error: unknown): boolean {
  return isBrokerTrouble(error) || (error instanceof Error && error.name === 'KafkaJSTimeout');
}
