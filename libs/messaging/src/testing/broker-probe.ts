import { newId } from '@shop/kernel';
import type { Batch, Broker, BrokerRecord, ConsumedRecord, Subscription, SubscriptionState } from '../broker/broker.js';

/** A record as one member of a group received it. */
export interface Received extends ConsumedRecord {
  readonly partition: number;
}

/** One member of a group that keeps what it receives, and commits it unless told otherwise. */
export class Member {
  readonly received: Received[] = [];
  readonly states: SubscriptionState[] = [];
  private subscription: Subscription | undefined;

  get values(): readonly (string | null)[] {
    return this.received.map(({ value }) => value);
  }

  get partitions(): ReadonlySet<number> {
    return new Set(this.received.map(({ partition }) => partition));
  }

  async join(
    broker: Broker,
    group: string,
    topic: string,
    onBatch: (batch: Batch) => Promise<void> = commitAll,
  ): Promise<this> {
    this.subscription = await broker.consume({
      group,
      topics: [topic],
      onState: (state) => this.states.push(state),
      onBatch: async (batch) => {
        this.received.push(...batch.records.map((record) => ({ ...record, partition: batch.partition })));
        await onBatch(batch);
      },
    });
    return this;
  }

  async leave(): Promise<void> {
    await this.subscription?.close();
  }
}

export async function commitAll(batch: Batch): Promise<void> {
  await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
}

export async function commitNothing(): Promise<void> {
  // Leaves the batch as it came: its records are delivered again.
}

/** A topic of its own for one test. */
export async function freshTopic(broker: Broker, partitions = 1): Promise<string> {
  const topic = `test.${newId()}`;
  await broker.ensureTopics([{ topic, partitions }]);
  return topic;
}

/** Sends the values in order, all under one key unless `keyOf` says otherwise. */
export async function sendValues(
  broker: Broker,
  topic: string,
  values: readonly string[],
  keyOf: (value: string) => string = () => 'key',
): Promise<void> {
  const producer = await broker.connectProducer();
  await producer.send(values.map((value): BrokerRecord => ({ topic, key: keyOf(value), headers: {}, value })));
}

export function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}
