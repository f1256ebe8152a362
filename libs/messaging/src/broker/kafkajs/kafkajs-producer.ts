import { unavailable } from '@shop/kernel';
import type { Kafka, Message, Producer as KafkaJs, TopicMessages } from 'kafkajs';
import type { BrokerRecord, Producer } from '../broker.js';
import type { MessagingLog } from '../log.js';
import { partitioner } from '../partition-of-key.js';
import { sendFailure } from './kafkajs-failure.js';

/** kafkajs groups the messages of one send in quadratic time: 2 ms for a thousand, 100 ms for ten thousand. */
const MOST_PER_SEND = 1_000;

/** Waits for all in-sync replicas. */
const ACKS_ALL = -1;

/**
 * Not kafkajs' idempotent producer: its sequence numbers can be reused after a failure, which loses records silently
 * (https://github.com/tulios/kafkajs/issues/1005). The outbox sends again and the inbox recognises the copy.
 */
export class KafkaJsProducer implements Producer {
  private readonly choosePartition = partitioner();
  private connection: Connection | undefined;
  private readonly retiring = new Set<Promise<void>>();
  private isClosed = false;

  constructor(
    private readonly kafka: Kafka,
    private readonly log: MessagingLog,
  ) {}

  /**
   * After a failure the next send gets a new kafkajs producer: one that has once sent to a topic asks for it with every refresh of
   * its metadata, so a topic that is deleted would make it fail for all the others, for ever.
   */
  async send(records: readonly BrokerRecord[]): Promise<void> {
    if (this.isClosed) throw unavailable('broker.closed', 'The producer is closed.');
    const connection = (this.connection ??= new Connection(this.makeProducer(), this.log));
    try {
      await connection.send(records);
    } catch (error) {
      if (this.connection === connection) this.retire(connection);
      throw sendFailure(error);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    if (this.connection) this.retire(this.connection);
    await Promise.all(this.retiring);
  }

  private makeProducer(): KafkaJs {
    return this.kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message: { key }, partitionMetadata }) =>
          this.choosePartition(key?.toString() ?? null, partitionMetadata.length),
    });
  }

  private retire(connection: Connection): void {
    this.connection = undefined;
    const retired = connection.close().finally(() => this.retiring.delete(retired));
    this.retiring.add(retired);
  }
}

/** A kafkajs producer and what it is busy with. */
class Connection {
  private readonly sending = new Set<Promise<void>>();
  private readonly connected: Promise<void>;

  constructor(
    private readonly producer: KafkaJs,
    private readonly log: MessagingLog,
  ) {
    this.connected = producer.connect();
    this.connected.catch(() => undefined); // whoever sends learns of it
  }

  async send(records: readonly BrokerRecord[]): Promise<void> {
    const sent = this.sendInParts(records);
    this.sending.add(sent);
    await sent.finally(() => this.sending.delete(sent));
  }

  /** After what is on its way: others may be sending through the same producer, with success. */
  async close(): Promise<void> {
    await Promise.allSettled([this.connected, ...this.sending]);
    await this.producer
      .disconnect()
      .catch((error: unknown) => this.log.warn('A producer did not disconnect cleanly', { err: error }));
  }

  private async sendInParts(records: readonly BrokerRecord[]): Promise<void> {
    await this.connected;
    for (let start = 0; start < records.length; start += MOST_PER_SEND) {
      const topicMessages = byTopic(records.slice(start, start + MOST_PER_SEND));
      await this.producer.sendBatch({ acks: ACKS_ALL, topicMessages });
    }
  }
}

function byTopic(records: readonly BrokerRecord[]): TopicMessages[] {
  const messages = new Map<string, Message[]>();
  for (const { topic, key, headers, value } of records) {
    const message = { key, headers, value };
    const others = messages.get(topic);
    if (others) others.push(message);
    else messages.set(topic, [message]);
  }
  return [...messages].map(([topic, ofTopic]) => ({ topic, messages: ofTopic }));
}
