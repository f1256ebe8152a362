import { unreachable } from '@shop/kernel';
import type { Broker } from './broker.js';
import type { KafkaSecurity } from '../kafka-security.js';
import type { MessagingLog } from './log.js';

/** The libraries that the Kafka adapters are built on: what KAFKA_CLIENT may name. */
export const kafkaClients = ['kafkajs', 'platformatic'] as const;
export type KafkaClient = (typeof kafkaClients)[number];

export interface KafkaOptions {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  /** Default: neither TLS nor a login. */
  readonly security?: KafkaSecurity;
  /** Shows up in the broker's logs and quotas: the service's name. */
  readonly clientId: string;
  /** Default: the application's Nest logger. */
  readonly log?: MessagingLog;
  /** Milliseconds without a sign of life of a running consumer after which it is started anew. Default: 30,000. */
  readonly stalledAfterMs?: number;
}

/** Connects to nothing yet. Only the library that is chosen is loaded. */
export async function kafkaBroker(client: KafkaClient, options: KafkaOptions): Promise<Broker> {
  switch (client) {
    case 'kafkajs': {
      const { KafkaJsBroker } = await import('./kafkajs/kafkajs-broker.js');
      return new KafkaJsBroker(options);
    }
    case 'platformatic': {
      const { PlatformaticBroker } = await import('./platformatic/platformatic-broker.js');
      return new PlatformaticBroker(options);
    }
    default:
      return unreachable(client);
  }
}

export const nodeForPlatformatic = '22.22 or 24.6 at least';

/** Whether @platformatic/kafka runs on that version of Node. */
export function hasNodeForPlatformatic(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 6) || major === 23 || (major === 22 && minor >= 22);
}
