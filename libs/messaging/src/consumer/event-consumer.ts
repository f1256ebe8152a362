import { setTimeout as delay } from 'node:timers/promises';
import { Server } from '@nestjs/microservices';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import type { DomainEvent } from '@shop/domain-events';
import { unavailable } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import { filter, isObservable, lastValueFrom } from 'rxjs';
import type { Batch, Broker, PartitionLag, Producer, Subscription, SubscriptionState } from '../broker/broker.js';
import type { MessagingLog } from '../broker/log.js';
import { BatchConsumption } from './consume-batch.js';
import { ConsumerTally } from './consumer-counts.js';
import type { ConsumerCounts } from './consumer-counts.js';
import { ConsumerMetrics } from './consumer-metrics.js';
import { defaultConsumerSettings } from './consumer-settings.js';
import type { ConsumerSettings } from './consumer-settings.js';
import { DeadLetters } from './dead-letter.js';
import { EventContext } from './event-context.js';
import { originalError } from './event-controller.js';
import type { Delivery } from './event-handler.js';
import { eventRoutes } from './event-routes.js';
import type { EventRoutes, Registration } from './event-routes.js';
import { RecordHandling } from './handle-record.js';
import { deadLetterTopicOf, eventTopic } from '../topics.js';

export interface EventConsumerOptions {
  /** The consumer group: the service's name. Dead letters go to `GROUP.dlq`. */
  readonly group: string;
  /** Stays the caller's: `close` of the consumer does not close it. */
  readonly broker: Broker;
  readonly log: MessagingLog;
  /**
   * Takes batches of the group's own dead letters, under the promises of `ConsumeOptions.onBatch`. They come by the same
   * subscription as the events: one of their own would cost every service a second member of a second group, idle for ever.
   */
  readonly onLetters?: (batch: Batch) => Promise<void>;
  readonly settings?: Partial<ConsumerSettings>;
  readonly metrics?: Metrics;
}

type StateListener = (state: SubscriptionState) => void;

const REOPEN = { initialMs: 500, maxMs: 10_000 };

/** By state, so that a new one cannot be forgotten: in which of them a restart of the process would be of no use. */
const IS_ALIVE: Readonly<Record<SubscriptionState, boolean>> = {
  connecting: true,
  running: true,
  rebalancing: true,
  reconnecting: true,
  stalled: false,
  crashed: false,
  closed: false,
};

/**
 * The Nest transport that feeds `@EventPattern` methods of an `@EventController()` from the broker. A pattern is the newest type
 * of an event (`orderPlaced.type`); the topics follow from the catalogue. `@Payload()` is the `DomainEvent`, upcast and validated;
 * `@Ctx()` an `EventContext`. Each reaction runs in a work context whose `trigger` names it for the inbox.
 *
 * Promised: at least once; in order within a key; another key's trouble never stops a partition; an offset is committed only
 * when everything before it is handled or in the dead letters.
 */
export class EventConsumer
  extends Server<Record<string, StateListener>, SubscriptionState>
  implements CustomTransportStrategy
{
  /** Makes Nest hand a reaction's failure to this class, which then decides what becomes of the message. */
  override readonly propagatesEventHandlerErrors = true;

  readonly counts: Readonly<ConsumerCounts>;
  private readonly settings: ConsumerSettings;
  private readonly registrations: Registration[] = [];
  private readonly tally: ConsumerTally;
  private readonly metrics: ConsumerMetrics | undefined;
  private topics: readonly string[] = [];
  private consumption: BatchConsumption | undefined;
  private producer: Producer | undefined;
  private subscription: Subscription | undefined;
  private current: SubscriptionState = 'connecting';
  private closing: Promise<void> | undefined;

  constructor(private readonly options: EventConsumerOptions) {
    super();
    this.metrics = options.metrics && new ConsumerMetrics(options.metrics);
    this.tally = new ConsumerTally(this.metrics);
    this.counts = this.tally.counts;
    this.metrics?.watch(
      () => (this.registrations.length > 0 ? this.current : undefined),
      () => this.lag(),
    );
    this.settings = { ...defaultConsumerSettings, ...options.settings };
  }

  /** Nest's own would chain the handlers of one pattern and run them all at once; here each one stands for itself. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    this.registrations.push({ pattern, callback, isEventHandler, extras });
    this.messageHandlers.set(String(pattern), callback);
  }

  /** Reports wrong patterns at once; then joins the group in the background, so that a service starts without its broker. */
  listen(callback: (error?: unknown) => void): void {
    try {
      const routes = eventRoutes(
        this.registrations,
        (handler) => (event, delivery) => this.react(handler, event, delivery),
      );
      this.metrics?.expect([...routes.handlers.values()].flat());
      if (routes.topics.length > 0) void this.open(routes);
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Drains: takes no further record, waits for reactions that run, commits, leaves the group. Idempotent. */
  close(): Promise<void> {
    this.closing ??= this.drain();
    return this.closing;
  }

  get state(): SubscriptionState {
    return this.current;
  }

  /**
   * For `/health/live`. A broker that cannot be reached is no reason to fail: a restart would not bring it back.
   * @throws AppError `unavailable` when the consumer has crashed, stalled or closed, or one batch runs for longer than `stuckAfterMs`.
   */
  async liveness(): Promise<void> {
    if (!IS_ALIVE[this.current]) {
      throw unavailable(`consumer.${this.current}`, `The consumer of ${this.options.group} has ${this.current}.`);
    }
    const runningMs = this.consumption?.longestRunning() ?? 0;
    if (runningMs <= this.settings.stuckAfterMs) return;
    throw unavailable('consumer.stuck', `A batch of ${this.options.group} has been running for ${runningMs} ms.`);
  }

  override on(state: string, listener: StateListener): void {
    this.status.pipe(filter((now) => now === state)).subscribe(listener);
  }

  override unwrap<T>(): T {
    return this.options.broker as T;
  }

  private async open(routes: EventRoutes): Promise<void> {
    this.report('connecting');
    for (let failures = 1; !this.closing; failures++) {
      try {
        await this.subscribe(routes);
        return;
      } catch (error) {
        if (this.closing) return;
        this.options.log.error('The consumer cannot start, will try again', {
          err: error,
          group: this.options.group,
        });
        this.report('crashed');
        await delay(backoffDelay(failures, REOPEN), undefined, { ref: false });
      }
    }
  }

  private async subscribe({ topics, handlers }: EventRoutes): Promise<void> {
    const { broker, group, log, onLetters } = this.options;
    const letters = deadLetterTopicOf(group, this.settings.topics);
    const wanted = topics.map((topic) => eventTopic(topic, this.settings.topics));
    await broker.ensureTopics([...wanted, letters]);
    if (this.closing) return;
    this.producer ??= await broker.connectProducer();
    const deadLetters = new DeadLetters(this.producer, log);
    const handling = new RecordHandling(group, handlers, deadLetters, this.settings, this.tally, log);
    const consumption = new BatchConsumption(handling, this.settings);
    this.consumption = consumption;
    this.topics = onLetters ? [...topics, letters.topic] : topics;
    this.subscription = await broker.consume({
      group,
      topics: this.topics,
      onBatch: (batch) => (onLetters && batch.topic === letters.topic ? onLetters(batch) : consumption.consume(batch)),
      onState: (state) => this.report(state),
    });
    // `close` may have come while the group was being joined, and found nothing to close.
    if (this.closing) await this.subscription.close();
  }

  /** Of the topics that are there: nothing to be told before they are. */
  private async lag(): Promise<readonly PartitionLag[]> {
    const { broker, group } = this.options;
    return this.topics.length === 0 ? [] : broker.lag(group, this.topics);
  }

  /** Runs one handler the way Nest's own servers do, but to its end, and with the error that it really threw. */
  private react(handler: MessageHandler, event: DomainEvent, delivery: Delivery): Promise<void> {
    const context = new EventContext(delivery);
    return new Promise((resolve, reject) => {
      this.runWithProcessingHooks(context, async (runEndHook) => {
        try {
          const result: unknown = await handler(event, context);
          if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
          resolve();
        } catch (error) {
          reject(originalError(error));
        } finally {
          runEndHook();
        }
      });
    });
  }

  private async drain(): Promise<void> {
    await this.subscription?.close();
    await this.producer?.close();
    this.report('closed');
  }

  private report(state: SubscriptionState): void {
    this.current = state;
    this._status$.next(state);
  }
}
