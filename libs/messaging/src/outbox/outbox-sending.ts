import type { ClientBase } from 'pg';
import type { Broker, Producer } from '../broker/broker.js';
import type { MessagingLog } from '../broker/log.js';
import { HeldMessages } from './held-messages.js';
import type { OutboxMetrics } from './outbox-metrics.js';
import { deleteSent, markPublished, nextMessages, redeliverAll } from './outbox-rows.js';
import type { PendingMessage } from './outbox-rows.js';
import { sendAround } from './send-around.js';

/** All that the relay needs of a broker. */
export type RelayTarget = Pick<Broker, 'durable' | 'connectProducer'>;

export interface SendingSettings {
  readonly batch: number;
  /** Milliseconds; 0: what is sent is deleted in place of being marked. */
  readonly retentionMs: number;
}

/** The steps of a round: read, send, mark. */
export class OutboxSending {
  readonly held: HeldMessages;
  private readonly redelivered = new Set<number>();
  private readonly settle: typeof markPublished;
  private producer: Producer | undefined;

  constructor(
    private readonly broker: RelayTarget,
    log: MessagingLog,
    private readonly settings: SendingSettings,
    private readonly metrics?: OutboxMetrics,
  ) {
    this.held = new HeldMessages(log);
    // A broker that forgets with its process is refilled from the table.
    this.settle = settings.retentionMs === 0 && broker.durable ? deleteSent : markPublished;
  }

  next(client: ClientBase, shards: readonly number[]): Promise<readonly PendingMessage[]> {
    return nextMessages(client, shards, this.held.lanes(Date.now()), this.settings.batch);
  }

  /** Then there may be more. */
  isFull(messages: readonly PendingMessage[]): boolean {
    return messages.length === this.settings.batch;
  }

  /** @returns the error of a broker that does not answer; a database that does not is thrown */
  async send(client: ClientBase, messages: readonly PendingMessage[]): Promise<unknown> {
    let sent: readonly PendingMessage[];
    try {
      this.producer ??= await this.broker.connectProducer();
      sent = await sendAround(this.producer, messages, this.held);
    } catch (error) {
      this.metrics?.failed();
      return error;
    }
    this.metrics?.sent(sent);
    await this.settle(client, sent);
    return undefined;
  }

  /** Of a broker that forgets, what is in shards that this process has not had before is sent again. */
  async takeOver(client: ClientBase, shards: readonly number[]): Promise<void> {
    if (this.broker.durable || shards.length === 0) return;
    const first = shards.filter((shard) => !this.redelivered.has(shard));
    await redeliverAll(client, first);
    first.forEach((shard) => this.redelivered.add(shard));
  }

  async close(): Promise<void> {
    await this.producer?.close();
  }
}
