import { AsyncLocalStorage } from 'node:async_hooks';
import { unavailable } from '@shop/kernel';
import type {
  Batch,
  Broker,
  BrokerRecord,
  ConsumeOptions,
  PartitionLag,
  Producer,
  Subscription,
  TopicSpec,
} from '../broker.js';
import { nestLog } from '../log.js';
import type { MessagingLog } from '../log.js';
import { MemoryLog } from './memory-log.js';

const logs = new Map<string, MemoryLog>();

/** The broker port within one process: the same promises as Kafka for as long as the process lives. */
export class MemoryBroker implements Broker {
  readonly durable = false;
  private readonly subscriptions = new Set<Subscription>();
  private closed = false;

  constructor(
    private readonly memory = new MemoryLog(),
    private readonly log: MessagingLog = nestLog('MemoryBroker'),
  ) {}

  /** A broker on the log of that name: all services of a one-process shop share one, each with a broker of its own to close. */
  static named(name: string, log?: MessagingLog): MemoryBroker {
    const memory = logs.get(name) ?? new MemoryLog();
    logs.set(name, memory);
    return new MemoryBroker(memory, log);
  }

  async ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) this.memory.ensureTopic(spec);
  }

  async connectProducer(): Promise<Producer> {
    let open = true;
    return {
      send: async (records) => {
        if (!open || this.closed) throw unavailable('broker.closed', 'The producer is closed.');
        for (const record of records) this.append(record);
      },
      close: async () => void (open = false),
    };
  }

  async consume({ group: name, topics, onBatch, onState }: ConsumeOptions): Promise<Subscription> {
    const group = this.memory.group(name);
    const running = new Set<Promise<void>>();
    let closing: Promise<void> | undefined;
    // What is sent is handed over in the same turn: the batch would run as the sender's service, and in its work context.
    const asConsumer = AsyncLocalStorage.snapshot();
    const handle = async (batch: Batch) => {
      const work = asConsumer(onBatch, batch).catch((error: unknown) =>
        this.log.error('A batch handler threw: its records come again', { err: error }),
      );
      running.add(work);
      await work;
      running.delete(work);
    };
    const member = { topics, isClosing: () => closing !== undefined, handle };
    const close = async () => {
      await Promise.all(running);
      group.leave(member);
      this.subscriptions.delete(subscription);
      onState?.('closed');
    };
    const subscription: Subscription = { close: () => (closing ??= close()) };
    this.subscriptions.add(subscription);
    group.join(member);
    onState?.('running');
    return subscription;
  }

  async lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    const lag = this.memory.lag(group, topics);
    if (lag) return lag;
    throw unavailable('broker.unknown-topic', `There is a topic missing among ${topics.join(', ')}.`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    this.closed = true;
  }

  private append(record: BrokerRecord): void {
    if (this.memory.append(record)) return;
    throw unavailable('broker.unknown-topic', `There is no topic ${record.topic}.`);
  }
}
