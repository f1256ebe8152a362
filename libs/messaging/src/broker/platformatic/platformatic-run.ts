import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionPool, Consumer, heartbeatV4 } from '@platformatic/kafka';
import type { GroupAssignment } from '@platformatic/kafka';
import { backoffDelay } from '@shop/resilience';
import type { ConsumeOptions } from '../broker.js';
import type { KafkaOptions } from '../kafka-client.js';
import type { MessagingLog } from '../log.js';
import type { ConsumerRun, RunEvents } from '../supervised-subscription.js';
import { GroupStay } from './group-stay.js';
import { connectionOptions } from './platformatic-client.js';
import { isBrokerTrouble, mustJoinAgain } from './platformatic-failure.js';

const SESSION_MS = 6_000;
const HEARTBEAT_MS = 1_000;
const CLOSE_WITHIN_MS = 10_000;
const REJOIN = { initialMs: 100, maxMs: 1_000 };
const NO_USER_DATA = Buffer.alloc(0);

/**
 * One consumer of @platformatic/kafka, as the supervision has it. Of the client it uses the group membership, `fetch` and `commit`,
 * not its stream: that ends when the broker does, pauses all partitions or none, and mixes them.
 */
export class PlatformaticRun implements ConsumerRun {
  readonly failure: Promise<unknown>;
  private readonly consumer: Consumer;
  private readonly connectionPool: ConnectionPool;
  private stay: GroupStay | undefined;
  private isStopping = false;
  private isCutOff = false;
  private lastHeartbeat = Date.now();
  private fail: (error: unknown) => void = () => undefined;

  constructor(
    kafka: KafkaOptions,
    private readonly options: ConsumeOptions,
    private readonly events: RunEvents,
    private readonly log: MessagingLog,
  ) {
    this.failure = new Promise((resolve) => (this.fail = resolve));
    this.connectionPool = new ConnectionPool(kafka.clientId, connectionOptions(kafka));
    this.consumer = new Consumer({
      ...connectionOptions(kafka),
      groupId: options.group,
      // The client would join again by itself within a commit that came too late, and commit what is another member's by then.
      retries: 0,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: 60_000,
      // As kafkajs calls and encodes it: a service may change its client replica by replica.
      protocols: [{ name: 'RoundRobinAssigner', version: 0 }],
      protocolsMetadata: () => this.beforeJoin(),
    });
    this.consumer.topics.trackAll(...options.topics);
    this.listen();
    void this.join();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.stay?.end();
    const closed = Promise.all([this.consumer.close(true), this.connectionPool.close()]).catch((error: unknown) =>
      this.log.warn('The consumer did not disconnect cleanly', { err: error }),
    );
    await Promise.race([closed, delay(CLOSE_WITHIN_MS, undefined, { ref: false })]);
  }

  private listen(): void {
    this.consumer.on('consumer:group:join', ({ assignments = [] }) => this.onJoin(assignments));
    this.consumer.on('consumer:heartbeat:end', () => this.onHeartbeat());
    this.consumer.on('consumer:heartbeat:error', ({ error }) => this.onFailure(error));
    // The client had to join again because of a heartbeat, and could not: it would not try any more.
    this.consumer.on('error', () => void this.join());
  }

  private async join(): Promise<void> {
    for (let attempt = 1; !this.isStopping; attempt++) {
      try {
        await this.consumer.joinGroup({});
        return;
      } catch (error) {
        if (!mustJoinAgain(error) && !isBrokerTrouble(error)) return this.fail(error);
        if (!mustJoinAgain(error)) this.onFailure(error);
        await delay(backoffDelay(attempt, REJOIN), undefined, { ref: false });
      }
    }
  }

  /**
   * The client asks for this right before each join, also those that it decides on by itself: the place to hold the join back until
   * batches have ended and committed. The group waits for us meanwhile, as long as it gets heartbeats, which the client stops here.
   */
  private async beforeJoin(): Promise<Buffer> {
    if (this.stay) {
      this.events.rebalancing();
      const heartbeat = setInterval(() => void this.heartbeat(), HEARTBEAT_MS);
      await this.stay.end();
      clearInterval(heartbeat);
      this.stay = undefined;
    }
    if (this.isStopping) throw new Error('The consumer is being stopped.');
    return NO_USER_DATA;
  }

  private onJoin(assignments: readonly GroupAssignment[]): void {
    const { consumer, connectionPool, log } = this;
    this.onHeartbeat();
    this.stay = new GroupStay(assignments, {
      consumer,
      connectionPool,
      log,
      onBatch: this.options.onBatch,
      onAnswer: () => this.onAnswer(),
      onFailure: (error) => this.onFailure(error),
      isExpired: () => Date.now() - this.lastHeartbeat > SESSION_MS,
    });
    void this.stay.begin();
    this.events.running();
  }

  private onHeartbeat(): void {
    this.lastHeartbeat = Date.now();
    this.onAnswer();
  }

  private onAnswer(): void {
    this.events.signOfLife();
    if (!this.isCutOff) return;
    this.isCutOff = false;
    if (this.stay) this.events.running();
  }

  private onFailure(error: unknown): void {
    if (this.isStopping) return;
    if (!isBrokerTrouble(error)) return this.fail(error);
    if (this.isCutOff) return;
    this.isCutOff = true;
    this.log.warn('The broker does not answer, will try again', { err: error, group: this.options.group });
    this.events.reconnecting();
  }

  /** While batches end before a join. The answer is known: the member has to join again. */
  private async heartbeat(): Promise<void> {
    const { coordinatorId, memberId, generationId, groupId } = this.consumer;
    if (memberId === null || coordinatorId === null) return;
    const connections = await this.consumer.connectToBrokers([coordinatorId]).catch(() => undefined);
    const connection = connections?.get(coordinatorId);
    if (!connection) return;
    await heartbeatV4.api.async(connection, groupId, generationId, memberId, null).catch(() => undefined);
  }
}
