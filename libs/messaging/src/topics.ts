import { allEvents, deadLetterTopic } from '@shop/domain-events';
import { services } from '@shop/kernel';
import type { TopicSpec } from './broker/broker.js';
import type { MessagingConfig } from './messaging.config.js';

const HOUR_MS = 3_600_000;

/** How topics are made that do not exist yet. Existing ones are never changed: that is an operator's work. */
export interface TopicSettings {
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  /** Of events, in milliseconds. */
  readonly retentionMs: number;
  /** Of dead letters, in milliseconds. */
  readonly deadLetterRetentionMs: number;
}

export function topicSettings(config: MessagingConfig): TopicSettings {
  return {
    partitions: config.TOPIC_PARTITIONS,
    replicationFactor: config.TOPIC_REPLICATION,
    minInsyncReplicas: config.TOPIC_MIN_INSYNC,
    retentionMs: config.TOPIC_RETENTION_HOURS * HOUR_MS,
    deadLetterRetentionMs: config.DEAD_LETTER_RETENTION_HOURS * HOUR_MS,
  };
}

/** What the settings are by default. */
export const defaultTopicSettings: TopicSettings = {
  partitions: 3,
  replicationFactor: 1,
  minInsyncReplicas: 1,
  retentionMs: 168 * HOUR_MS,
  deadLetterRetentionMs: 336 * HOUR_MS,
};

export function eventTopic(topic: string, settings: TopicSettings): TopicSpec {
  const { partitions, replicationFactor, minInsyncReplicas, retentionMs } = settings;
  return { topic, partitions, replicationFactor, minInsyncReplicas, retentionMs };
}

/** One partition: dead letters are few, and an operator reads them in the order in which they failed. */
export function deadLetterTopicOf(group: string, settings: TopicSettings): TopicSpec {
  const { replicationFactor, minInsyncReplicas, deadLetterRetentionMs: retentionMs } = settings;
  return { topic: deadLetterTopic(group), partitions: 1, replicationFactor, minInsyncReplicas, retentionMs };
}

/** The topics of every event. Whoever comes first makes them all: a consumer must not depend on its publisher having started before it. */
export function eventTopics(settings: TopicSettings): readonly TopicSpec[] {
  return [...new Set(allEvents().map(({ topic }) => topic))].map((topic) => eventTopic(topic, settings));
}

/** All topics of the shop: those of events, and the dead letters of each service. */
export function shopTopics(settings: TopicSettings): readonly TopicSpec[] {
  return [...eventTopics(settings), ...services.map((service) => deadLetterTopicOf(service, settings))];
}
