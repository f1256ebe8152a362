import type {
  Broker,
  BrokerRecord,
  ConsumeOptions,
  PartitionLag,
  Producer,
  Subscription,
  TopicSpec,
} from '@shop/messaging';
import { delegating } from './crashing-broker.js';

/** Topics and groups under names of their own, so that a test has a broker for itself which it shares with others. */
export class SeparateBroker implements Broker {
  readonly durable: boolean;

  /** @param prefix put in front of every name */
  constructor(
    private readonly broker: Broker,
    private readonly prefix: string,
  ) {
    this.durable = broker.durable;
  }

  ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    return this.broker.ensureTopics(specs.map((spec) => ({ ...spec, topic: this.prefix + spec.topic })));
  }

  async connectProducer(): Promise<Producer> {
    const producer = await this.broker.connectProducer();
    const named = (record: BrokerRecord) => ({ ...record, topic: this.prefix + record.topic });
    return { send: (records) => producer.send(records.map(named)), close: () => producer.close() };
  }

  consume({ group, topics, onBatch, ...others }: ConsumeOptions): Promise<Subscription> {
    return this.broker.consume({
      ...others,
      group: this.prefix + group,
      topics: topics.map((topic) => this.prefix + topic),
      onBatch: (batch) => onBatch(delegating(batch, { topic: batch.topic.slice(this.prefix.length) })),
    });
  }

  async lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    const lags = await this.broker.lag(
      this.prefix + group,
      topics.map((topic) => this.prefix + topic),
    );
    return lags.map((lag) => ({ ...lag, topic: lag.topic.slice(this.prefix.length) }));
  }

  close(): Promise<void> {
    return this.broker.close();
  }
}
