import { setTimeout as delay } from 'node:timers/promises';
import type { Broker, SubscriptionState } from '@shop/messaging';

const PART = 5;

/** Numbers that are sent one after the other, in small parts, through one broker connection, and what came of them. */
export class NumberFlow {
  readonly acknowledged: string[] = [];
  readonly received: string[] = [];
  readonly states: SubscriptionState[] = [];
  failedSends = 0;
  private next = 0;
  private isStopping = false;
  private sending: Promise<void> | undefined;

  constructor(
    private readonly broker: Broker,
    private readonly topic: string,
  ) {}

  async start(group: string): Promise<void> {
    await this.broker.ensureTopics([{ topic: this.topic, partitions: 3 }]);
    await this.broker.consume({
      group,
      topics: [this.topic],
      onState: (state) => this.states.push(state),
      onBatch: async (batch) => {
        this.received.push(...batch.records.map(({ value }) => value ?? ''));
        await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
      },
    });
    this.sending = this.flow();
  }

  /** Numbers that the broker has acknowledged and the consumer has not seen. */
  missing(): readonly string[] {
    const seen = new Set(this.received);
    return this.acknowledged.filter((value) => !seen.has(value));
  }

  get repeated(): number {
    return this.received.length - new Set(this.received).size;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.sending;
  }

  /** What fails is not sent again: the question is what an acknowledgement is worth. */
  private async flow(): Promise<void> {
    const producer = await this.broker.connectProducer();
    while (!this.isStopping) {
      const values = Array.from({ length: PART }, () => String(this.next++));
      const records = values.map((value) => ({ topic: this.topic, key: value, headers: {}, value }));
      await producer.send(records).then(
        () => this.acknowledged.push(...values),
        () => this.failedSends++,
      );
      await delay(10);
    }
  }
}
