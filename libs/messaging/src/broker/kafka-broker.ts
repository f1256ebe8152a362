import type { Kafka } from 'kafkajs';
import type { Broker, ConsumeOptions, Producer, Subscription, TopicSpec } from './broker.js';
import { kafkaClient } from './kafka-client.js';
import type { KafkaOptions } from './kafka-client.js';
import { KafkaProducer } from './kafka-producer.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { ensureKafkaTopics } from './kafka-topics.js';
import { nestLog } from './log.js';
import type { MessagingLog } from './log.js';

/** The broker port on Apache Kafka, through kafkajs. Making one connects to nothing yet. */
export class KafkaBroker implements Broker {
  readonly durable = true;
  private readonly kafka: Kafka;
  private readonly log: MessagingLog;
  private readonly subscriptions = new Set<KafkaSubscription>();
  private readonly producers = new Set<KafkaProducer>();
  private isClosing = false;

  constructor(options: KafkaOptions) {
    this.log = options.log ?? nestLog('KafkaBroker');
    this.kafka = kafkaClient({ ...options, log: this.log });
  }

  ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    return ensureKafkaTopics(this.kafka, specs, this.log, () => this.isClosing);
  }

  async connectProducer(): Promise<Producer> {
    const producer = new KafkaProducer(this.kafka);
    this.producers.add(producer);
    return producer;
  }

  async consume(options: ConsumeOptions): Promise<Subscription> {
    const subscription = new KafkaSubscription(this.kafka, options, this.log);
    this.subscriptions.add(subscription);
    return subscription;
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    await Promise.all([...this.producers].map((producer) => producer.close()));
  }
}
