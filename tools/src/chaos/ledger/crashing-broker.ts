import type {
  Batch,
  Broker,
  BrokerRecord,
  ConsumeOptions,
  PartitionLag,
  Producer,
  Subscription,
  TopicSpec,
} from '@shop/messaging';
import type { CrashPoint } from './crash-point.js';

/** A broker port that tells of every crash point as it is passed; otherwise the broker behind it. */
export class CrashingBroker implements Broker {
  readonly durable: boolean;

  constructor(
    private readonly broker: Broker,
    private readonly pass: (point: CrashPoint) => void,
  ) {
    this.durable = broker.durable;
  }

  ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    return this.broker.ensureTopics(specs);
  }

  async connectProducer(): Promise<Producer> {
    const producer = await this.broker.connectProducer();
    return { send: (records) => this.send(producer, records), close: () => producer.close() };
  }

  consume(options: ConsumeOptions): Promise<Subscription> {
    return this.broker.consume({ ...options, onBatch: (batch) => options.onBatch(this.watched(batch)) });
  }

  lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    return this.broker.lag(group, topics);
  }

  close(): Promise<void> {
    return this.broker.close();
  }

  private async send(producer: Producer, records: readonly BrokerRecord[]): Promise<void> {
    this.pass('before-send');
    const sent = producer.send(records);
    // By then the request has been written to the socket, or will never be: both are what a crash looks like.
    setTimeout(() => this.pass('during-send'), 1);
    await sent;
    this.pass('after-send');
  }

  private watched(batch: Batch): Batch {
    const commit = (nextOffset: bigint) => {
      this.pass('before-offset-commit');
      return batch.commit(nextOffset);
    };
    return delegating(batch, { commit });
  }
}

/** The batch with some of it replaced. */
export function delegating(batch: Batch, replaced: Partial<Batch>): Batch {
  return {
    topic: batch.topic,
    partition: batch.partition,
    records: batch.records,
    isStale: () => batch.isStale(),
    commit: (nextOffset) => batch.commit(nextOffset),
    pause: (milliseconds) => batch.pause(milliseconds),
    ...replaced,
  };
}
