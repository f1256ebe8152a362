import { setTimeout as delay } from 'node:timers/promises';
import { Admin, ListOffsetTimestamps } from '@platformatic/kafka';
import { unavailable } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { TopicSpec } from '../broker.js';
import type { KafkaOptions } from '../kafka-client.js';
import type { MessagingLog } from '../log.js';
import { topicConfigs } from '../topic-configs.js';
import { connectionOptions } from './platformatic-client.js';
import { isBrokerTrouble, isProtocolError } from './platformatic-failure.js';

const BACKOFF = { initialMs: 200, maxMs: 2_000 };

/** Creates what is missing and waits until it has leaders. */
export async function ensurePlatformaticTopics(
  options: KafkaOptions,
  specs: readonly TopicSpec[],
  log: MessagingLog,
  isClosing: () => boolean,
): Promise<void> {
  const created = new Set<string>();
  for (let attempt = 1; !isClosing(); attempt++) {
    const admin = new Admin(connectionOptions(options));
    try {
      await createMissing(admin, specs, created);
      await haveLeaders(admin, created);
      return;
    } catch (error) {
      if (!isBrokerTrouble(error)) {
        throw unavailable('broker.topics-refused', 'Kafka refuses the topics.', { cause: error });
      }
      log.warn('The topics cannot be created yet, will try again', { err: error, attempt });
      await delay(backoffDelay(attempt, BACKOFF), undefined, { ref: false });
    } finally {
      await admin.close();
    }
  }
  throw unavailable('broker.closed', 'The broker connection was closed before the topics were there.');
}

async function createMissing(admin: Admin, specs: readonly TopicSpec[], created: Set<string>): Promise<void> {
  const existing = new Set(await admin.listTopics());
  for (const spec of specs.filter(({ topic }) => !existing.has(topic))) {
    created.add(spec.topic);
    await create(admin, spec);
  }
}

/**
 * Rejects while a partition has no leader that knows of it. The cluster's metadata names one a moment before; a send by then fails for
 * some of the partitions, and this client repeats all of it: the others would have their records twice.
 */
async function haveLeaders(admin: Admin, created: ReadonlySet<string>): Promise<void> {
  if (created.size === 0) return;
  const { topics } = await admin.metadata({ topics: [...created], forceUpdate: true });
  const everyPartition = [...topics].map(([name, { partitions }]) => ({
    name,
    partitions: partitions.map((_, partitionIndex) => ({ partitionIndex, timestamp: ListOffsetTimestamps.EARLIEST })),
  }));
  await admin.listOffsets({ topics: everyPartition });
}

/** One by one: when services start together, one that another has just created must not stand in the way of the rest. */
async function create(admin: Admin, { topic, partitions, replicationFactor, ...spec }: TopicSpec): Promise<void> {
  const configs = topicConfigs(spec).map(({ name, value }) => ({ name, value }));
  try {
    await admin.createTopics({ topics: [{ topic }], partitions, replicas: replicationFactor, configs });
  } catch (error) {
    if (!isProtocolError(error, 'TOPIC_ALREADY_EXISTS')) throw error;
  }
}
