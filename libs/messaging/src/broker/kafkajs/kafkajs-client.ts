import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Kafka, logLevel } from 'kafkajs';
import type { ISocketFactory, LogEntry, SASLOptions } from 'kafkajs';
import { tlsFiles } from '../../kafka-security.js';
import type { KafkaSecurity } from '../../kafka-security.js';
import type { KafkaOptions } from '../kafka-client.js';
import type { MessagingLog } from '../log.js';
import { stopIdleTimer } from './idle-timer.js';

const KEEP_ALIVE_MS = 60_000;

/** kafkajs' own never sets TCP_NODELAY: small requests then wait for the acknowledgement of the one before (Nagle). */
const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
  // The types say that `ssl` is always there; without TLS it is not.
  const socket = (ssl as typeof ssl | undefined)
    ? connectTls({ servername: isIP(host) ? '' : host, ...ssl, host, port }, onConnect)
    : connectTcp({ host, port }, onConnect);
  return socket.setKeepAlive(true, KEEP_ALIVE_MS).setNoDelay(true);
};

/** Retries are short here: whoever calls knows better how long to go on. */
export function connectKafkaJs({ brokers, clientId, security = {} }: KafkaOptions, log: MessagingLog): Kafka {
  stopIdleTimer();
  return new Kafka({
    clientId,
    brokers: [...brokers],
    socketFactory,
    ...(security.tls && { ssl: tlsFiles(security.tls) }),
    ...(security.sasl && { sasl: login(security.sasl) }),
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    logLevel: logLevel.ERROR,
    logCreator: () => (entry) => writeTo(log, entry),
  });
}

function login({ mechanism, username, password }: NonNullable<KafkaSecurity['sasl']>): SASLOptions {
  return { mechanism, username, password: password.reveal() };
}

/** What kafkajs calls an error is part of normal life (a rebalance, a broker restart): it recovers or our supervision does. */
function writeTo(
  log: MessagingLog,
  { namespace, log: { message, timestamp: _, stack: __, ...details } }: LogEntry,
): void {
  // Apart: what kafkajs calls a correlation id is the number of a request.
  log.warn(`kafkajs ${namespace}: ${message}`, { kafka: details });
}
