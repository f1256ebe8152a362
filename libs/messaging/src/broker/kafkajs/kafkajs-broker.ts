import type { Kafka } from 'kafkajs';
import type { Broker, ConsumeOptions, PartitionLag, Producer, Subscription, TopicSpec } from '../broker.js';
import type { KafkaOptions } from '../kafka-client.js';
import { nestLog } from '../log.js';
import type { MessagingLog } from '../log.js';
import { SupervisedSubscription } from '../supervised-subscription.js';
import { connectKafkaJs } from './kafkajs-client.js';
import { isBrokerTrouble } from './kafkajs-failure.js';
import { KafkaJsLag } from './kafkajs-lag.js';
import { KafkaJsProducer } from './kafkajs-producer.js';
import { KafkaJsRun } from './kafkajs-run.js';
import { ensureKafkaJsTopics } from './kafkajs-topics.js';

/** The broker port on Apache Kafka, through kafkajs. Making one connects to nothing yet. */
export class KafkaJsBroker implements Broker {
  readonly durable = true;
  private readonly kafka: Kafka;
  private readonly log: MessagingLog;
  private readonly subscriptions = new Set<Subscription>();
  private readonly producers = new Set<Producer>();
  private readonly lags: KafkaJsLag;
  private isClosing = false;

  constructor(private readonly options: KafkaOptions) {
    this.log = options.log ?? nestLog('KafkaBroker');
    this.kafka = connectKafkaJs(options, this.log);
    this.lags = new KafkaJsLag(this.kafka);
  }

  ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    return ensureKafkaJsTopics(this.kafka, specs, this.log, () => this.isClosing);
  }

  async connectProducer(): Promise<Producer> {
    const producer = new KafkaJsProducer(this.kafka, this.log);
    this.producers.add(producer);
    return producer;
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    const { kafka, log } = this;
    const { stalledAfterMs } = this.options;
    const subscription = new SupervisedSubscription({
      options,
      startRun: (events) => new KafkaJsRun(kafka, options, events, log),
      isBrokerTrouble,
      log,
      stalledAfterMs,
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
