import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, ConsumerConfig, EachBatchPayload, Kafka } from 'kafkajs';
import type { ConsumeOptions } from '../broker.js';
import type { MessagingLog } from '../log.js';
import type { ConsumerRun, RunEvents } from '../supervised-subscription.js';
import { KafkaJsBatch, Membership } from './kafkajs-batch.js';

const HEARTBEAT_MS = 1_000;
const AFTER_HANDLER_BUG_MS = 1_000;

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

/** For how long a consumer is waited for that has no more work; one that hangs by then is left to itself. */
const DISCONNECT_WITHIN_MS = 10_000;

/** One kafkajs consumer, as the supervision has it. */
export class KafkaJsRun implements ConsumerRun {
  readonly failure: Promise<unknown>;
  private membership = new Membership();
  private readonly pauses = new Set<NodeJS.Timeout>();
  private readonly batches = new Set<Promise<void>>();
  private readonly consumer: Consumer;
  private readonly started: Promise<void>;
  private isAbandoned = false;

  constructor(
    kafka: Kafka,
    private readonly options: ConsumeOptions,
    private readonly events: RunEvents,
    private readonly log: MessagingLog,
  ) {
    this.consumer = kafka.consumer({ ...CONSUMER, groupId: options.group });
    const crashed = this.listen();
    this.started = this.start();
    this.failure = this.started.then(
      () => crashed,
      (error: unknown) => error,
    );
  }

  /** Waits for as long as handlers take, but not for a client that does not come to its end. */
  async stop(): Promise<void> {
    const left = this.leave();
    await Promise.all(this.batches);
    await Promise.race([left, delay(DISCONNECT_WITHIN_MS, undefined, { ref: false })]);
    this.isAbandoned = true;
    for (const timer of this.pauses) clearTimeout(timer);
  }

  private listen(): Promise<unknown> {
    const { consumer, events } = this;
    const { CRASH, GROUP_JOIN, REBALANCING, FETCH, HEARTBEAT } = consumer.events;
    consumer.on(GROUP_JOIN, () => this.onJoin());
    consumer.on(REBALANCING, () => events.rebalancing());
    consumer.on(FETCH, () => events.signOfLife());
    consumer.on(HEARTBEAT, () => events.signOfLife());
    return new Promise((resolve) => consumer.on(CRASH, ({ payload }) => resolve(payload.error)));
  }

  private async start(): Promise<void> {
    const { consumer } = this;
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
  private async leave(): Promise<void> {
    const disconnect = () =>
      this.consumer
        .disconnect()
        .catch((error: unknown) => this.log.warn('The consumer did not disconnect cleanly', { err: error }));
    await disconnect();
    await this.started.catch(() => undefined);
    await disconnect();
  }

  private async handle(payload: EachBatchPayload): Promise<void> {
    if (this.isAbandoned) throw new Error('Another consumer has taken the place of this one.');
    // Batches that were fetched before the loss and waited for their turn.
    if (this.membership.loss !== undefined) throw this.membership.loss;
    const batch = new KafkaJsBatch(payload, this.membership);
    const work = this.work(batch);
    this.batches.add(work);
    await work;
    this.batches.delete(work);
    if (batch.pauseMs > 0) this.pause(payload, batch.pauseMs);
    if (batch.failure !== undefined) throw batch.failure;
  }

  /** No error of a handler leaves this: kafkajs would stop every partition because of it, and join anew, again and again. */
  private async work(batch: KafkaJsBatch): Promise<void> {
    const heartbeat = setInterval(() => void batch.heartbeat(), HEARTBEAT_MS);
    try {
      await this.options.onBatch(batch);
    } catch (error) {
      this.log.error('A batch handler threw: its records come again', { err: error, topic: batch.topic });
      batch.pause(AFTER_HANDLER_BUG_MS);
    } finally {
      clearInterval(heartbeat);
    }
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
    this.events.running();
  }
}
