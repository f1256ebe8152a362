import { backoffDelay } from '@shop/resilience';
import type { Pool, PoolClient } from 'pg';
import type { Broker, Producer } from '../broker/broker.js';
import type { MessagingLog } from '../broker/log.js';
import { Wakeable } from '../wakeable.js';
import { deletePublished, markPublished, nextMessages, redeliverAll } from './outbox-rows.js';
import { acquireShards, SHARDS } from './outbox-shards.js';

export interface OutboxRelaySettings {
  /** The most messages in one send; kafkajs groups them in quadratic time, so 1,000 at most. */
  readonly batch?: number;
  /** Milliseconds between looks at the table when nobody wakes the relay. */
  readonly pollMs?: number;
  /** Milliseconds for which a published message stays in the table. */
  readonly retentionMs?: number;
}

const BACKOFF = { initialMs: 100, maxMs: 5_000 };
const CLEAN_EVERY_MS = 60_000;

/**
 * Sends what the outbox holds: read → send → await the acknowledgement → mark. A crash in between sends again, never loses;
 * the inbox of the receiver absorbs the copy. Never goes past a message that could not be sent. Broker or database down:
 * tries for ever, with backoff.
 */
export class OutboxRelay {
  private readonly wakeable = new Wakeable();
  private readonly batch: number;
  private readonly pollMs: number;
  private readonly retentionMs: number;
  private shards: ReadonlySet<number> = new Set();
  private producer: Producer | undefined;
  private stopping = false;
  private loop: Promise<void> | undefined;
  private cleanedAt = 0;
  private idle = false;

  constructor(
    private readonly pool: Pool,
    private readonly broker: Broker,
    private readonly log: MessagingLog,
    settings: OutboxRelaySettings = {},
  ) {
    this.batch = Math.min(settings.batch ?? 500, 1_000);
    this.pollMs = settings.pollMs ?? 1_000;
    this.retentionMs = settings.retentionMs ?? 60 * 60_000;
  }

  start(): void {
    this.loop ??= this.run();
  }

  /** Called after each commit that wrote to the outbox: in-process, because NOTIFY would serialise all commits. */
  wake(): void {
    this.idle = false;
    this.wakeable.wake();
  }

  /** Sends what is there now, for at most `withinMs`, then stops. What is left waits for the next start. */
  async stop(withinMs = 5_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    this.wake();
    while (this.loop && !this.idle && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    this.stopping = true;
    this.wakeable.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping;) {
      try {
        await this.withConnection(async (client) => {
          while (!this.stopping) {
            await this.relay(client);
            failures = 0;
          }
        });
      } catch (error) {
        failures++;
        this.log.warn('outbox relay: will try again', { err: error, failures });
        await this.wakeable.sleep(backoffDelay(failures, BACKOFF));
      }
    }
    await this.producer?.close();
  }

  /** One connection for locks and marks: when it breaks, both are gone together. */
  private async withConnection(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    client.on('error', (error) => (broken = error));
    try {
      await work(client);
    } catch (error) {
      broken ??= error as Error;
      throw error;
    } finally {
      this.shards = new Set();
      client.removeAllListeners('error');
      // Destroyed, not given back: its session still holds the advisory locks.
      client.release(broken ?? true);
    }
  }

  private async relay(client: PoolClient): Promise<void> {
    if (this.shards.size < SHARDS) await this.acquire(client);
    this.idle = true;
    const messages = await nextMessages(client, [...this.shards], this.batch);
    if (messages.length > 0) {
      this.idle = false;
      this.producer ??= await this.broker.connectProducer();
      await this.producer.send(messages.map(({ record }) => record));
      await markPublished(
        client,
        messages.map(({ id }) => id),
      );
    }
    if (Date.now() - this.cleanedAt > CLEAN_EVERY_MS) await this.clean(client);
    if (messages.length < this.batch) await this.wakeable.sleep(this.pollMs);
  }

  private async acquire(client: PoolClient): Promise<void> {
    const owned = await acquireShards(client, this.shards);
    const added = [...owned].filter((shard) => !this.shards.has(shard));
    this.shards = owned;
    if (added.length > 0 && !this.broker.durable) await redeliverAll(client, added);
  }

  private async clean(client: PoolClient): Promise<void> {
    while ((await deletePublished(client, this.retentionMs)) > 0 && !this.stopping);
    this.cleanedAt = Date.now();
  }
}
