import type { Broker, ConsumeOptions, PartitionLag, Producer, Subscription, TopicSpec } from '../broker.js';
import type { KafkaOptions } from '../kafka-client.js';
import { nestLog } from '../log.js';
import type { MessagingLog } from '../log.js';
import { SupervisedSubscription } from '../supervised-subscription.js';
import { isBrokerTrouble } from './platformatic-failure.js';
import { PlatformaticLag } from './platformatic-lag.js';
import { PlatformaticProducer } from './platformatic-producer.js';
import { PlatformaticRun } from './platformatic-run.js';
import { ensurePlatformaticTopics } from './platformatic-topics.js';

/** The broker port on Apache Kafka, through @platformatic/kafka. Making one connects to nothing yet. */
export class PlatformaticBroker implements Broker {
  readonly durable = true;
  private readonly log: MessagingLog;
  private readonly subscriptions = new Set<Subscription>();
  private readonly producers = new Set<Producer>();
  private readonly lags: PlatformaticLag;
  private isClosing = false;

  constructor(private readonly options: KafkaOptions) {
    this.log = options.log ?? nestLog('KafkaBroker');
    this.lags = new PlatformaticLag(options);
  }

  ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    return ensurePlatformaticTopics(this.options, specs, this.log, () => this.isClosing);
  }

  async connectProducer(): Promise<Producer> {
    const producer = new PlatformaticProducer(this.options);
    this.producers.add(producer);
    return producer;
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    const subscription = new SupervisedSubscription({
      options,
      startRun: (events) => new PlatformaticRun(this.options, options, events, this.log),
      isBrokerTrouble,
      log: this.log,
      stalledAfterMs: this.options.stalledAfterMs,
    });
    this.subscriptions.add(subscription);
    return subscription;
  }

  lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    return this.lags.ask(group, topics);
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    await Promise.all([...this.producers].map((producer) => producer.close()));
    await this.lags.close();
  }
}
