import { allEvents } from '@shop/domain-events';
import type { ServiceName } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { HealthRegistry } from '@shop/kernel';
import { Inject, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, DynamicModule, OnApplicationBootstrap } from '@nestjs/common';
import { Pool } from 'pg';
import type { Broker } from './broker/broker.js';
import { KafkaBroker } from './broker/kafka-broker.js';
import { nestLog } from './broker/log.js';
import { MemoryBroker } from './broker/memory-broker.js';
import { EventConsumer } from './consumer/event-consumer.js';
import { InboxCleaning } from './inbox/inbox-cleaning.js';
import { inbox } from './inbox/inbox.js';
import { IntentRunner } from './intents/intent-runner.js';
import { intentOutcomes, intents } from './intents/intents.js';
import type { MessagingConfig } from './messaging.config.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { outbox } from './outbox/outbox.js';

export interface MessagingOptions {
  /** Also the consumer group. */
  readonly service: ServiceName;
  readonly config: MessagingConfig;
}

const BROKER = Symbol('broker');
const OPTIONS = Symbol('messaging options');
const HOUR_MS = 3_600_000;

/**
 * Everything between a service's transactions and the broker: outbox and relay, consumer and inbox, intents. Needs `Pool` and
 * `GroupCommit` in the container. Give `EventConsumer` to Nest as the microservice's strategy; register calls to the outside world with
 * the exported `IntentRunner`.
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
    consumer: EventConsumer,
    health: HealthRegistry,
  ) {
    group.rememberTriggers('message', inbox);
    group.rememberTriggers('intent', intentOutcomes);
    group.onCommitted(outbox, () => relay.wake());
    group.onCommitted(intents, () => runner.wake());
    health.add('consumer', 'live', () => consumer.liveness());
  }

  static with(options: MessagingOptions): DynamicModule {
    const { service, config } = options;
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: OPTIONS, useValue: options },
        { provide: BROKER, useFactory: () => makeBroker(service, config) },
        {
          provide: EventConsumer,
          inject: [BROKER],
          useFactory: (broker: Broker) =>
            new EventConsumer({
              group: service,
              broker,
              log: nestLog('EventConsumer'),
              settings: { topicPartitions: config.TOPIC_PARTITIONS },
            }),
        },
        {
          provide: OutboxRelay,
          inject: [Pool, BROKER],
          useFactory: (pool: Pool, broker: Broker) =>
            new OutboxRelay(pool, broker, nestLog('OutboxRelay'), {
              retentionMs: config.OUTBOX_RETENTION_HOURS * HOUR_MS,
            }),
        },
        {
          provide: IntentRunner,
          inject: [Pool],
          useFactory: (pool: Pool) => new IntentRunner(pool, nestLog('IntentRunner')),
        },
        {
          provide: InboxCleaning,
          inject: [Pool],
          useFactory: (pool: Pool) =>
            new InboxCleaning(pool, nestLog('InboxCleaning'), config.INBOX_RETENTION_DAYS * 24 * HOUR_MS),
        },
      ],
      exports: [EventConsumer, IntentRunner],
    };
  }

  onApplicationBootstrap(): void {
    void this.ensureTopics();
    this.relay.start();
    this.runner.start();
    this.cleaning.start();
  }

  /** The consumer is drained by then. Calls that run may still commit, and what they commit should still be sent. */
  async beforeApplicationShutdown(): Promise<void> {
    this.cleaning.stop();
    await this.runner.stop();
    await this.group.drained();
    await this.relay.stop();
    await this.broker.close();
  }

  /** Whoever comes first creates all topics: a consumer must not depend on the publisher having started before it. */
  private async ensureTopics(): Promise<void> {
    const topics = [...new Set(allEvents().map(({ topic }) => topic))];
    const partitions = this.options.config.TOPIC_PARTITIONS;
    try {
      await this.broker.ensureTopics(topics.map((topic) => ({ topic, partitions })));
    } catch (err) {
      nestLog('Topics').error('Topics could not be created', { err });
    }
  }
}

function makeBroker(service: string, { BUS, KAFKA_BROKERS }: MessagingConfig): Broker {
  if (BUS === 'memory') return MemoryBroker.named('shop');
  return new KafkaBroker({ clientId: service, brokers: KAFKA_BROKERS, log: nestLog('KafkaBroker') });
}
