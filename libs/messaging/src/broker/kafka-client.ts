import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Kafka, logLevel } from 'kafkajs';
import type { ISocketFactory, LogEntry } from 'kafkajs';
import { stopIdleTimer } from './kafka-idle-timer.js';
import type { MessagingLog } from './log.js';

export interface KafkaOptions {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  /** Shows up in the broker's logs and quotas: the service's name. */
  readonly clientId: string;
  /** Default: the application's Nest logger. */
  readonly log?: MessagingLog;
}

const KEEP_ALIVE_MS = 60_000;

/** kafkajs' own never sets TCP_NODELAY: small requests then wait for the acknowledgement of the one before (Nagle). */
const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  // The types say that `ssl` is always there; without TLS it is not.
  const socket = (ssl as typeof ssl | undefined)
    ? connectTls({ servername: host, ...ssl, host, port }, onConnect)
    : connectTcp({ host, port }, onConnect);
  return socket.setKeepAlive(true, KEEP_ALIVE_MS).setNoDelay(true);
};

/** Retries are short here: whoever calls knows better how long to go on. */
export function kafkaClient({ brokers, clientId, log }: Required<KafkaOptions>): Kafka {
  stopIdleTimer();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    socketFactory,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logLevel: logLevel.ERROR,
    logCreator: () => (entry) => writeTo(log, entry),
  });
}

/** What kafkajs calls an error is part of normal life (a rebalance, a broker restart): it recovers or our supervision does. */
function writeTo(
  log: MessagingLog,
  { namespace, log: { message, timestamp: _, stack: __, ...details } }: LogEntry,
): void {
  log.warn(`kafkajs ${namespace}: ${message}`, details);
}
