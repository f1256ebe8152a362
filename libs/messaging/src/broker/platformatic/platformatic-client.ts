import type { BaseOptions } from '@platformatic/kafka';
import { backoffDelay } from '@shop/resilience';
import type { KafkaOptions } from '../kafka-client.js';

const RETRY = { initialMs: 100, maxMs: 1_000 };

/** What producer, admin and consumer have in common. TCP_NODELAY is always set by this client. */
export function connectionOptions({ brokers, clientId }: KafkaOptions): BaseOptions {
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    connectTimeout: 3_000,
    requestTimeout: 10_000,
    autocreateTopics: false,
    // Short: whoever calls knows better how long to go on.
    retries: 5,
    retryDelay: (_client, _operation, attempt) => backoffDelay(attempt, RETRY),
  };
}
