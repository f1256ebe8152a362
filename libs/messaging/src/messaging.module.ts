import { GroupCommit } from '@shop/group-commit';
import { HealthRegistry } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { inboxDuplicates, Metrics } from '@shop/telemetry';
import { Inject, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, DynamicModule, OnApplicationBootstrap } from '@nestjs/common';
import { Pool } from 'pg';
import type { Batch, Broker } from './broker/broker.js';
import { kafkaBroker } from './broker/kafka-client.js';
import { nestLog } from './broker/log.js';
import { MemoryBroker } from './broker/memory/memory-broker.js';
import { EventConsumer } from './consumer/event-consumer.js';
import { DeadLetterDesk } from './dead-letters/dead-letter-desk.js';
import { LetterArrivals } from './dead-letters/letter-arrivals.js';
import { LetterCleaning } from './dead-letters/letter-cleaning.js';
import { measureOpenLetters } from './dead-letters/letter-metrics.js';
import { InboxCleaning } from './inbox/inbox-cleaning.js';
import { inbox } from './inbox/inbox.js';
import { IntentRunner } from './intents/intent-runner.js';
import { intentOutcomes, intents } from './intents/intents.js';
import { kafkaSecurity } from './kafka-security.js';
import type { MessagingConfig } from './messaging.config.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { outbox } from './outbox/outbox.js';
import { eventTopics, topicSettings } from './topics.js';

export interface MessagingOptions {
  /** Also the consumer group. */
  readonly service: ServiceName;
  readonly config: MessagingConfig;
  /** Puts something between the service and its broker: for tests that break things at an exact point. */
  readonly wrapBroker?: (broker: Broker) => Broker;
}

const BROKER = Symbol('broker');
const OPTIONS = Symbol('messaging options');
const HOUR_MS = 3_600_000;

/**
 * Everything between a service's transactions and the broker: outbox and relay, consumer and inbox, dead letters, intents. Needs
 * `Pool` and `GroupCommit` in the container. Give `EventConsumer` to Nest as the microservice's strategy; register calls to the outside
 * world with the exported `IntentRunner`; operators work at the `DeadLetterDesk`.
 */
@Module({})
export class MessagingModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(OPTIONS) private readonly options: MessagingOptions,
    private readonly group: GroupCommit,
    private readonly relay: OutboxRelay,
    private readonly runner: IntentRunner,
    private readonly cleaning: InboxCleaning,
    private readonly letterCleaning: LetterCleaning,
    consumer: EventConsumer,
    health: HealthRegistry,
    pool: Pool,
    metrics: Metrics,
  ) {
    group.rememberTriggers('message', inbox);
    group.rememberTriggers('intent', intentOutcomes);
    group.onCommitted(outbox, (messages) => {
      for (const { span } of messages) span?.end();
      relay.wake();
    });
    group.onCommitted(intents, (written) => runner.offer(written));
    const duplicates = metrics.counter(inboxDuplicates);
    group.onRepeated((trigger) => {
      if (trigger.kind === 'message') duplicates.of({ handler: trigger.handler }).inc();
    });
    measureOpenLetters(pool, metrics);
    health.add('consumer', 'live', () => consumer.liveness());
  }

  static with(options: MessagingOptions): DynamicModule {
    const { service, config, wrapBroker = (broker) => broker } = options;
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: OPTIONS, useValue: options },
        { provide: BROKER, useFactory: async () => wrapBroker(await makeBroker(service, config)) },
        {
          provide: EventConsumer,
          inject: [BROKER, Pool, Metrics],
          useFactory: (broker: Broker, pool: Pool, metrics: Metrics) =>
            new EventConsumer({
              group: service,
              broker,
              log: nestLog('EventConsumer'),
              onLetters: lettersInto(pool),
              settings: { topics: topicSettings(config) },
              metrics,
            }),
        },
        {
          provide: OutboxRelay,
          inject: [Pool, BROKER, Metrics],
          useFactory: (pool: Pool, broker: Broker, metrics: Metrics) =>
            new OutboxRelay(pool, broker, nestLog('OutboxRelay'), {
              retentionMs: config.OUTBOX_RETENTION_HOURS * HOUR_MS,
              metrics,
            }),
        },
        {
          provide: IntentRunner,
          inject: [Pool, Metrics],
          useFactory: (pool: Pool, metrics: Metrics) => new IntentRunner(pool, nestLog('IntentRunner'), { metrics }),
        },
        {
          provide: DeadLetterDesk,
          inject: [Pool, GroupCommit],
          useFactory: (pool: Pool, group: GroupCommit) => new DeadLetterDesk(service, pool, group),
        },
        {
          provide: LetterCleaning,
          inject: [Pool],
          useFactory: (pool: Pool) =>
            new LetterCleaning(pool, nestLog('LetterCleaning'), config.DEAD_LETTER_RETENTION_HOURS * HOUR_MS),
        },
        {
          provide: InboxCleaning,
          inject: [Pool],
          useFactory: (pool: Pool) =>
            new InboxCleaning(pool, nestLog('InboxCleaning'), {
              retentionMs: config.INBOX_RETENTION_DAYS * 24 * HOUR_MS,
            }),
        },
      ],
      exports: [EventConsumer, IntentRunner, DeadLetterDesk],
    };
  }

  onApplicationBootstrap(): void {
    void this.ensureTopics();
    this.relay.start();
    this.runner.start();
    this.cleaning.start();
    this.letterCleaning.start();
  }

  /** The consumer is drained by then. Calls that run may still commit, and what they commit should still be sent. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.cleaning.stop();
    await this.letterCleaning.stop();
    await this.runner.stop();
    await this.group.drained();
    await this.relay.stop();
    await this.broker.close();
  }

  private async ensureTopics(): Promise<void> {
    try {
      await this.broker.ensureTopics(eventTopics(topicSettings(this.options.config)));
    } catch (err) {
      nestLog('Topics').error('Topics could not be created', { err });
    }
  }
}

async function makeBroker(service: string, config: MessagingConfig): Promise<Broker> {
  if (config.BUS === 'memory') return MemoryBroker.named('shop');
  return kafkaBroker(config.KAFKA_CLIENT, {
    clientId: service,
    brokers: config.KAFKA_BROKERS,
    security: kafkaSecurity(config),
    log: nestLog('KafkaBroker'),
  });
}

function lettersInto(pool: Pool): (batch: Batch) => Promise<void> {
  const arrivals = new LetterArrivals(pool, nestLog('DeadLetters'));
  return (batch) => arrivals.take(batch);
}
