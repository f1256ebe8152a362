import { fromWire, topics } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { MemoryBroker } from '@shop/messaging';
import type { BrokerRecord, ConsumedRecord, Producer } from '@shop/messaging';

export type PublishedEvent = DomainEvent<Record<string, unknown>>;

/** The memory bus that a service is on, as a spec uses it: to tell the service something, and to hear what it publishes. */
export class SpecBus {
  private readonly heard = new Map<string, PublishedEvent>();

  private constructor(
    private readonly broker: MemoryBroker,
    private readonly producer: Producer,
  ) {}

  /** @param publishes the topics to listen to */
  static async open(publishes: readonly string[]): Promise<SpecBus> {
    const broker = MemoryBroker.named('shop');
    await broker.ensureTopics(Object.values(topics).map((topic) => ({ topic, partitions: 3 })));
    const bus = new SpecBus(broker, await broker.connectProducer());
    await broker.consume({
      group: 'spec',
      topics: publishes,
      onBatch: async (batch) => {
        batch.records.forEach((record) => bus.hear(record));
        await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
      },
    });
    return bus;
  }

  /** In the order in which it came. Delivery is at least once, so copies count as one, as to every consumer. */
  get published(): readonly PublishedEvent[] {
    return [...this.heard.values()];
  }

  async send(records: readonly BrokerRecord[]): Promise<void> {
    await this.producer.send(records);
  }

  async close(): Promise<void> {
    await this.producer.close();
    await this.broker.close();
  }

  private hear({ headers, value }: ConsumedRecord): void {
    const event = fromWire({ headers, value });
    if (event) this.heard.set(event.id, event as PublishedEvent);
  }
}
