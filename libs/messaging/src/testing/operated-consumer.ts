import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { Broker } from '../broker/broker.js';
import { MemoryBroker } from '../broker/memory/memory-broker.js';
import { DeadLetterDesk } from '../dead-letters/dead-letter-desk.js';
import { LetterArrivals } from '../dead-letters/letter-arrivals.js';
import { inbox } from '../inbox/inbox.js';
import { messagingMigrations } from '../migrations.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { outbox } from '../outbox/outbox.js';
import { ConsumerProbe } from './consumer-probe.js';
import { RecordingLog } from './recording-log.js';

/** A consumer with all that is around it in a service: a database, the relay, and the desk where its dead letters are operated. */
export class OperatedConsumer {
  readonly log = new RecordingLog();
  readonly broker: Broker = new MemoryBroker();
  readonly commits: GroupCommit;
  readonly desk: DeadLetterDesk;
  readonly probe: ConsumerProbe;
  private readonly relay: OutboxRelay;

  private constructor(
    private readonly database: FreshDatabase,
    readonly pool: Pool,
  ) {
    this.commits = new GroupCommit(pool);
    this.commits.rememberTriggers('message', inbox);
    const arrivals = new LetterArrivals(pool, this.log);
    this.probe = new ConsumerProbe({}, this.broker, (batch) => arrivals.take(batch));
    this.desk = new DeadLetterDesk(this.probe.group, pool, this.commits);
    this.relay = new OutboxRelay(pool, this.broker, this.log, { pollMs: 50 });
    this.commits.onCommitted(outbox, () => this.relay.wake());
  }

  static async prepare(): Promise<OperatedConsumer> {
    const database = await freshDatabase();
    const source = new DataSource({
      type: 'postgres',
      url: database.url,
      migrations: messagingMigrations,
      installExtensions: false,
    });
    await source.initialize();
    await source.runMigrations();
    await source.query(
      'CREATE TABLE effects (position bigint GENERATED ALWAYS AS IDENTITY, event_id text, cause text)',
    );
    await source.destroy();
    const pool = new Pool({ connectionString: database.url, pipeline: true });
    pool.on('error', () => undefined);
    return new OperatedConsumer(database, pool);
  }

  /** After the handlers have been given to `probe`. */
  async start(): Promise<this> {
    this.relay.start();
    await this.probe.start();
    return this;
  }

  async stop(): Promise<void> {
    await this.probe.consumer.close();
    await this.relay.stop(0);
    await this.broker.close();
    await this.pool.end();
    await this.database.drop();
  }
}
