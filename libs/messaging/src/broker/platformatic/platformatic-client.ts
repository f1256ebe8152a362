import { isIP } from 'node:net';
import type { BaseOptions, SASLMechanismValue } from '@platformatic/kafka';
import { backoffDelay } from '@shop/resilience';
import { tlsFiles } from '../../kafka-security.js';
import type { SaslMechanism } from '../../kafka-security.js';
import type { KafkaOptions } from '../kafka-client.js';

const RETRY = { initialMs: 100, maxMs: 1_000 };

const mechanisms: Readonly<Record<SaslMechanism, SASLMechanismValue>> = {
  'scram-sha-512': 'SCRAM-SHA-512',
  'scram-sha-256': 'SCRAM-SHA-256',
  plain: 'PLAIN',
};

/** An address is no name that TLS could ask for. */
function hasName(broker: string): boolean {
  return isIP(broker.slice(0, broker.lastIndexOf(':'))) === 0;
}

/** What producer, admin and consumer have in common. TCP_NODELAY is always set by this client. */
export function connectionOptions({ brokers, clientId, security = {} }: KafkaOptions): BaseOptions {
  const { tls, sasl } = security;
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    ...(tls && { tls: tlsFiles(tls), tlsServerName: brokers.every(hasName) }),
    ...(sasl && {
      sasl: { mechanism: mechanisms[sasl.mechanism], username: sasl.username, password: sasl.password.reveal() },
    }),
    connectTimeout: 3_000,
    requestTimeout: 10_000,
    autocreateTopics: false,
    // Short: whoever calls knows better how long to go on.
    retries: 5,
    retryDelay: (_client, _operation, attempt) => backoffDelay(attempt, RETRY),
  };
}
