import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { unavailable } from '@shop/kernel';
import { Kafka, logLevel } from 'kafkajs';
import { freePorts } from './free-port.js';
import { kafkaClassPath } from './kafka-distribution.js';
import { kafkaSettings } from './kafka-settings.js';
import type { Supervisor } from './supervisor.js';
import { waitUntil } from './wait-until.js';

const run = promisify(execFile);

export interface LocalKafkaOptions {
  /** The log is kept in DIRECTORY/kafka and used again by the next start. */
  readonly directory: string;
  readonly supervisor: Supervisor;
  readonly print: (line: string) => void;
}

export interface LocalKafka {
  /** As in KAFKA_BROKERS. */
  readonly brokers: string;
  /** Resolves when the broker answers; throws with the end of its log if it does not. */
  readonly ready: () => Promise<void>;
}

/**
 * Starts an Apache Kafka broker on free ports of 127.0.0.1. Resolves before it answers, so that services can start meanwhile.
 * The ports are written down in its settings: a broker that is restarted within the run keeps its address.
 */
export async function startLocalKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const classPath = await kafkaClassPath(options.print);
  const home = resolve(options.directory, 'kafka');
  const logDirectory = join(home, 'log');
  const settings = join(home, 'server.properties');
  const [port = 0, controllerPort = 0] = await freePorts(2);
  mkdirSync(home, { recursive: true });
  writeFileSync(settings, kafkaSettings({ port, controllerPort, logDirectory }));
  if (!existsSync(join(logDirectory, 'meta.properties'))) await format(classPath, settings, logDirectory);
  await options.supervisor.start({
    name: 'kafka',
    port,
    command: 'java',
    args: [...javaOptions, '-cp', classPath, 'kafka.Kafka', settings],
    env: { PATH: process.env['PATH'], JAVA_HOME: process.env['JAVA_HOME'] },
  });
  const brokers = `127.0.0.1:${port}`;
  return { brokers, ready: () => answersOrThrow(brokers, options.supervisor) };
}

const javaOptions = [
  '-Xmx384m',
  '-Xms64m',
  '-XX:+UseSerialGC',
  '-XX:-UsePerfData',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** A folder without meta.properties is one whose formatting was interrupted: it holds nothing yet. */
async function format(classPath: string, settings: string, logDirectory: string): Promise<void> {
  rmSync(logDirectory, { recursive: true, force: true });
  const clusterId = randomBytes(16).toString('base64url').replace(/^-/, 'A'); // a leading dash reads as an option
  const tool = ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool'];
  await run('java', [...tool, 'format', '-t', clusterId, '-c', settings]);
}

async function answersOrThrow(brokers: string, supervisor: Supervisor): Promise<void> {
  if (await waitUntil(() => brokerAnswers(brokers), { timeoutMs: 60_000, everyMs: 100 })) return;
  const log = await supervisor.logTail('kafka');
  throw unavailable('kafka.not-started', `Kafka did not start. The end of its log:\n${log}`);
}

/** Whether one of the brokers (comma list) answers a request for metadata. */
export async function brokerAnswers(brokers: string): Promise<boolean> {
  const kafka = new Kafka({
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 2_000,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
