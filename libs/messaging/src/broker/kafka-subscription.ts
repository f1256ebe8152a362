import { backoffDelay } from '@shop/resilience';
import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka } from 'kafkajs';
import { Wakeable } from '../wakeable.js';
import type { ConsumeOptions, Subscription, SubscriptionState } from './broker.js';
import { KafkaBatch, Membership } from './kafka-batch.js';
import { isBrokerTrouble } from './kafka-failure.js';
import type { MessagingLog } from './log.js';

const HEARTBEAT_MS = 1_000;
const AFTER_HANDLER_BUG_MS = 1_000;
const RESTART = { initialMs: 200, maxMs: 5_000 };

const CONSUMER: Omit<ConsumerConfig, 'groupId'> = {
  // After a broker outage a consumer waits for its own former membership to expire: the shortest that brokers allow by default.
  sessionTimeout: 6_000,
  heartbeatInterval: HEARTBEAT_MS,
  // Bounds how long stopping and resuming a paused partition take; costs nothing while records flow.
  maxWaitTimeInMs: 200,
  allowAutoTopicCreation: false,
  // kafkajs restarts after some errors only and is silently dead after others (TypeError, …); here one loop restarts after all.
  retry: { restartOnFailure: async () => false },
};

/** All partitions of a fetch at once: kafkajs fetches again only when the last of them is done. */
const PARTITIONS_AT_A_TIME = 64;

/** Keeps one consumer of the group running until it is closed, whatever happens to it. */
export class KafkaSubscription implements Subscription {
  private membership = new Membership();
  private readonly pauses = new Set<NodeJS.Timeout>();
  private readonly wakeable = new Wakeable();
  private readonly supervision: Promise<void>;
  private isClosing = false;
  private failures = 0;
  private endRun: () => void = () => undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly options: ConsumeOptions,
    private readonly log: MessagingLog,
  ) {
    this.report('connecting');
    this.supervision = this.supervise();
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.endRun();
    this.wakeable.wake();
    await this.supervision;
  }

  private async supervise(): Promise<void> {
    while (!this.isClosing) {
      const error = await this.runConsumer();
      if (error === undefined || this.isClosing) continue;
      this.failures++;
      const delayMs = backoffDelay(this.failures, RESTART);
      const state = isBrokerTrouble(error) ? 'reconnecting' : 'crashed';
      this.log.warn('The consumer has ended, will start it again', {
        err: error,
        group: this.options.group,
        state,
        delayMs,
      });
      this.report(state);
      await this.wakeable.sleep(delayMs);
    }
    for (const timer of this.pauses) clearTimeout(timer);
    this.report('closed');
  }

  /** Resolves with what it crashed of, or with nothing when the subscription is closed. Batches have ended in either case. */
  private async runConsumer(): Promise<unknown> {
    const consumer = this.kafka.consumer({ ...CONSUMER, groupId: this.options.group });
    const closed = new Promise<undefined>((resolve) => (this.endRun = () => resolve(undefined)));
    const crashed = new Promise<unknown>((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => resolve(payload.error));
    });
    consumer.on(consumer.events.GROUP_JOIN, () => this.onJoin());
    consumer.on(consumer.events.REBALANCING, () => this.report('rebalancing'));
    const start = this.start(consumer);
    const failedStart = start.then(
      () => crashed,
      (error: unknown) => error,
    );
    const end = await Promise.race([crashed, closed, failedStart]);
    await this.stop(consumer, start);
    return end;
  }

  private async start(consumer: Consumer): Promise<void> {
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_A_TIME,
      eachBatch: (payload) => this.handle(payload),
    });
  }

  /** Disconnecting waits for batches. Before the start is over it would leave the rest of it running: hence the second time. */
  private async stop(consumer: Consumer, start: Promise<void>): Promise<void> {
    const disconnect = () =>
      consumer
        .disconnect()
        .catch((error: unknown) => this.log.warn('The consumer did not disconnect cleanly', { err: error }));
    await disconnect();
    await start.catch(() => undefined);
    await disconnect();
  }

  /** No error of a handler leaves this: kafkajs would stop every partition because of it, and join anew, again and again. */
  private async handle(payload: EachBatchPayload): Promise<void> {
    // Batches that were fetched before the loss and waited for their turn.
    if (this.membership.loss !== undefined) throw this.membership.loss;
    const batch = new KafkaBatch(payload, this.membership);
    const heartbeat = setInterval(() => void batch.heartbeat(), HEARTBEAT_MS);
    try {
      await this.options.onBatch(batch);
    } catch (error) {
      this.log.error('A batch handler threw: its records come again', { err: error, topic: batch.topic });
      batch.pause(AFTER_HANDLER_BUG_MS);
    } finally {
      clearInterval(heartbeat);
    }
    if (batch.pauseMs > 0) this.pause(payload, batch.pauseMs);
    if (batch.failure !== undefined) throw batch.failure;
  }

  private pause(payload: EachBatchPayload, milliseconds: number): void {
    const resume = payload.pause();
    const timer = setTimeout(() => {
      this.pauses.delete(timer);
      resume();
    }, milliseconds);
    this.pauses.add(timer);
  }

  private onJoin(): void {
    this.membership.isOver = true;
    this.membership = new Membership();
    this.failures = 0;
    this.report('running');
  }

  private report(state: SubscriptionState): void {
    this.options.onState?.(state);
  }
}
