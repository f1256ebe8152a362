/// <reference types="jest" />
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allEvents } from '@shop/domain-events';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { newId } from '@shop/kernel';
import { kafkaBroker } from '@shop/messaging';
import { RecordingLog } from '@shop/messaging/testing';
import { Client } from 'pg';
import { freePort } from '../../infrastructure/free-port.js';
import { waitUntil } from '../../infrastructure/wait-until.js';
import { SeparateBroker } from '../ledger/separate-broker.js';
import { LedgerFeed } from './ledger-feed.js';
import { LedgerOutput } from './ledger-output.js';
import { LedgerReplica } from './ledger-replica.js';

const PARTITIONS = 3;

interface Entry {
  readonly account: string;
  readonly number: number;
  readonly payment_id: string;
}

/** A database, topics of its own, and as many replicas of the ledger as a test starts. */
export class LedgerUnderTest {
  private readonly replicas: LedgerReplica[] = [];

  private constructor(
    private readonly brokers: string,
    private readonly prefix: string,
    private readonly folder: string,
    private readonly database: FreshDatabase,
    private readonly broker: SeparateBroker,
    readonly feed: LedgerFeed,
    readonly output: LedgerOutput,
  ) {}

  /** @param brokers as in KAFKA_BROKERS */
  static async open(brokers: string): Promise<LedgerUnderTest> {
    const prefix = `chaos-${newId()}.`;
    const log = new RecordingLog();
    const kafka = await kafkaBroker('kafkajs', { brokers: brokers.split(','), clientId: 'chaos-test', log });
    const broker = new SeparateBroker(kafka, prefix);
    const names = [...new Set(allEvents().map(({ topic }) => topic))];
    await broker.ensureTopics(names.map((topic) => ({ topic, partitions: PARTITIONS })));
    const output = await new LedgerOutput().listen(broker);
    const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
    const database = await freshDatabase();
    return new LedgerUnderTest(brokers, prefix, folder, database, broker, new LedgerFeed(broker), output);
  }

  /** Starts a replica; `CRASH_AT` and `THINK_MS` tell it how to behave. Resolves at once. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<LedgerReplica> {
    const settings = {
      DATABASE_URL: this.database.url,
      KAFKA_BROKERS: this.brokers,
      TOPIC_PARTITIONS: String(PARTITIONS),
      KAFKA_CLIENT: process.env['KAFKA_CLIENT'],
      PREFIX: this.prefix,
      ...env,
    };
    const log = join(this.folder, `replica-${this.replicas.length}.log`);
    const replica = new LedgerReplica(settings, await freePort(), log);
    this.replicas.push(replica);
    return replica;
  }

  /** Waits until the work is done, then looks at all of it: every effect once, every event out, both in order. */
  async expectAllExactlyOnce(withinMs = 120_000): Promise<void> {
    const { feed, output } = this;
    const done = async () => (await this.entries()).length >= feed.count && output.count >= feed.count;
    await waitUntil(async () => (await done()) && (await this.unsent()) === 0, { timeoutMs: withinMs, everyMs: 200 });
    const entries = await this.entries();
    expect({ effects: entries.length, events: output.count, unsent: await this.unsent() }).toEqual({
      effects: feed.count,
      events: feed.count,
      unsent: 0,
    });
    const numbers = output.numbers();
    for (const [account, paymentIds] of feed.sent) {
      const ofAccount = entries.filter((entry) => entry.account === account);
      expect(ofAccount.map(({ payment_id }) => payment_id)).toEqual(paymentIds);
      expect(ofAccount.map(({ number }) => number)).toEqual(paymentIds.map((_, index) => index + 1));
      expect(numbers.get(account)).toEqual(paymentIds.map((_, index) => index + 1));
    }
  }

  entries(): Promise<readonly Entry[]> {
    return this.query<Entry>('SELECT account, number, payment_id FROM entries ORDER BY position');
  }

  /** How many events lie in the outbox. */
  async unsent(): Promise<number> {
    const [row] = await this.query<{ unsent: number }>(
      'SELECT count(*)::int AS unsent FROM outbox WHERE published_at IS NULL',
    );
    return row?.unsent ?? 0;
  }

  async query<Row extends object>(text: string): Promise<readonly Row[]> {
    const client = new Client({ connectionString: this.database.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    await this.feed.stop();
    await Promise.all(this.replicas.filter(({ isRunning }) => isRunning).map((replica) => replica.kill()));
    await this.broker.close();
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
