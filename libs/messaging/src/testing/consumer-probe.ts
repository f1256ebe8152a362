import type { DomainEvent } from '@shop/domain-events';
import { deadLetterTopic } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import type { BrokerRecord, Broker, ConsumedRecord } from '../broker/broker.js';
import { MemoryBroker } from '../broker/memory/memory-broker.js';
import type { ConsumerSettings } from '../consumer/consumer-settings.js';
import type { EventContext } from '../consumer/event-context.js';
import { EventConsumer } from '../consumer/event-consumer.js';
import type { EventConsumerOptions } from '../consumer/event-consumer.js';
import { defaultTopicSettings } from '../topics.js';
import { Member } from './broker-probe.js';
import { eventually } from './eventually.js';
import { RecordingLog } from './recording-log.js';

export type Reaction = (event: DomainEvent, context: EventContext) => Promise<unknown>;

/** Short waits, the rest as it is by default. */
const quick: Partial<ConsumerSettings> = {
  retry: { initialMs: 2, maxMs: 10 },
  outage: { initialMs: 10, maxMs: 20 },
  topics: { ...defaultTopicSettings, partitions: 1 },
};

/** A consumer on a memory broker of its own, its handlers given as functions. */
export class ConsumerProbe {
  readonly group = `group-${newId()}`;
  readonly log = new RecordingLog();
  readonly consumer: EventConsumer;

  constructor(
    settings: Partial<ConsumerSettings> = {},
    readonly broker: Broker = new MemoryBroker(),
    onLetters?: EventConsumerOptions['onLetters'],
    metrics?: EventConsumerOptions['metrics'],
  ) {
    const { group, log } = this;
    this.consumer = new EventConsumer({
      group,
      broker,
      log,
      onLetters,
      settings: { ...quick, ...settings },
      metrics,
    });
  }

  on(type: string, reaction: Reaction, extras: Readonly<Record<string, unknown>> = {}): this {
    this.consumer.addHandler(type, reaction, true, { ...extras });
    return this;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.consumer.listen((error) => (error instanceof Error ? reject(error) : resolve()));
    });
    await eventually(() => {
      if (this.consumer.state !== 'running') throw new Error(`The consumer is ${this.consumer.state}.`);
    });
    return this;
  }

  async send(...records: readonly BrokerRecord[]): Promise<void> {
    const producer = await this.broker.connectProducer();
    await producer.send(records);
  }

  /** Reads the dead letters from the beginning; the list grows as more come. */
  async deadLetters(): Promise<readonly ConsumedRecord[]> {
    return (await new Member().join(this.broker, `reader-${newId()}`, deadLetterTopic(this.group))).received;
  }

  /** How far the group has committed, seen by closing it and joining again: what a new member would get. */
  async uncommitted(topic: string): Promise<readonly ConsumedRecord[]> {
    await this.consumer.close();
    const successor = await new Member().join(this.broker, this.group, topic);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await successor.leave();
    return successor.received;
  }
}
