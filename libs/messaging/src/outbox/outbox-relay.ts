import { backoffDelay } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import type { Pool, PoolClient } from 'pg';
import type { MessagingLog } from '../broker/log.js';
import { Wakeable } from '../wakeable.js';
import type { HeldMessage } from './held-messages.js';
import { OutboxCleaning } from './outbox-cleaning.js';
import { OutboxMetrics } from './outbox-metrics.js';
import { OutboxSending } from './outbox-sending.js';
import type { RelayTarget } from './outbox-sending.js';
import { OutboxShards } from './outbox-shards.js';
import { openRelaySession } from './relay-session.js';
import { ReplicaCalls } from './replica-calls.js';

export interface OutboxRelaySettings {
  /** The most messages in one send; kafkajs groups them in quadratic time, so 1,000 at most. */
  readonly batch?: number;
  /** Milliseconds between looks at the table when nobody wakes the relay. */
  readonly pollMs?: number;
  /** Milliseconds for which a published message stays in the table; 0: it is deleted in place of being marked. */
  readonly retentionMs?: number;
  readonly metrics?: Metrics;
}

const BACKOFF = { initialMs: 100, maxMs: 5_000 };
const REBALANCE_EVERY_MS = 1_000;

/**
 * Sends what the outbox holds: read → send → await the acknowledgement → mark. A crash in between sends again, never loses;
 * the inbox of the receiver absorbs the copy. Never goes past a message of the same key that could not be sent. Broker or
 * database down: tries for ever, with backoff. The replicas of a service share the keys; a dead one's share is taken over.
 */
export class OutboxRelay {
  private readonly wakeable = new Wakeable();
  /** Apart from the other, so that commits do not turn waiting for the broker into a busy loop. */
  private readonly resting = new Wakeable();
  private readonly shards = new OutboxShards();
  private readonly calls: ReplicaCalls;
  private readonly sending: OutboxSending;
  private readonly cleaning: OutboxCleaning;
  private readonly pollMs: number;
  private stopping = false;
  private loop: Promise<void> | undefined;
  private rebalanceAt = 0;
  private failures = 0;
  /** How often it was asked to look, and up to which of these it has sent what there was. */
  private asked = 0;
  private answered = 0;

  constructor(
    private readonly pool: Pool,
    broker: RelayTarget,
    private readonly log: MessagingLog,
    { batch = 500, pollMs = 1_000, retentionMs = 60 * 60_000, metrics }: OutboxRelaySettings = {},
  ) {
    this.pollMs = pollMs;
    this.calls = new ReplicaCalls(pool, log);
    const measured = metrics && new OutboxMetrics(metrics, pool, () => this.held());
    this.sending = new OutboxSending(broker, log, { batch: Math.min(batch, 1_000), retentionMs }, measured);
    this.cleaning = new OutboxCleaning(retentionMs);
  }

  start(): void {
    this.loop ??= this.run();
  }

  /**
   * Called after each commit that wrote to the outbox: in-process, because NOTIFY in the transaction would serialise all commits.
   * With several replicas the rows may be another's to send: it is called too.
   */
  wake(): void {
    this.lookAgain();
    if (!this.shards.ownsAll) this.calls.announceRows();
  }

  /** What the broker refuses for good, for operators: it needs a person. */
  held(): readonly HeldMessage[] {
    return this.sending.held.all();
  }

  /** Sends what is there now, for at most `withinMs`, then stops. What is left waits for another replica or the next start. */
  async stop(withinMs = 5_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    const asked = this.lookAgain();
    while (this.loop && this.answered < asked && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10));
    this.stopping = true;
    this.wakeable.wake();
    this.resting.wake();
    await this.loop;
    await this.calls.settled();
  }

  private lookAgain(): number {
    this.wakeable.wake();
    return ++this.asked;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await openRelaySession(this.pool, (client) => this.session(client));
      } catch (error) {
        await this.rest(error);
      }
    }
    await this.sending.close();
  }

  /** One connection for locks and marks: when it breaks, both are gone together. */
  private async session(client: PoolClient): Promise<void> {
    client.once('error', () => this.lookAgain());
    // Listening comes before the first look: what is committed in between is called out, or seen.
    await this.calls.listen(client, (call) => {
      if (call === 'shards') this.rebalanceAt = 0;
      this.lookAgain();
    });
    try {
      await this.shards.join(client);
      await this.calls.announceShards(client);
      this.rebalanceAt = 0;
      while (!this.stopping) await this.round(client, Date.now());
      await this.shards.leave(client);
      await this.calls.announceShards(client);
    } finally {
      this.shards.forget();
    }
  }

  private async round(client: PoolClient, now: number): Promise<void> {
    // Only here, where everything that was sent is marked: a shard may be another relay's the moment it is given back.
    if (now >= this.rebalanceAt) await this.rebalance(client, now);
    const { asked } = this;
    const { owned } = this.shards;
    const messages = await this.sending.next(client, owned);
    if (messages.length > 0) {
      const failure = await this.sending.send(client, messages);
      if (failure) return this.rest(failure);
    }
    this.failures = 0;
    if (owned.includes(0)) await this.cleaning.turn(client, now);
    if (this.sending.isFull(messages)) return;
    this.answered = asked;
    await this.wakeable.sleep(this.pollMs);
  }

  private async rebalance(client: PoolClient, now: number): Promise<void> {
    this.rebalanceAt = now + REBALANCE_EVERY_MS;
    const { taken, hasReleased } = await this.shards.rebalance(client);
    if (hasReleased) await this.calls.announceShards(client);
    await this.sending.takeOver(client, taken);
  }

  private async rest(error: unknown): Promise<void> {
    if (this.stopping) return;
    this.failures++;
    this.log.warn('outbox relay: will try again', { err: error, failures: this.failures });
    await this.resting.sleep(backoffDelay(this.failures, BACKOFF));
  }
}
