import { unavailable } from '@shop/kernel';
import { Partitioners } from 'kafkajs';
import type { Kafka, Message, Producer as KafkaJsProducer, TopicMessages } from 'kafkajs';
import type { BrokerRecord, Producer } from './broker.js';
import { sendFailure } from './kafka-failure.js';

/** kafkajs groups the messages of one send in quadratic time: 2 ms for a thousand, 100 ms for ten thousand. */
const MOST_PER_SEND = 1_000;

/** Waits for all in-sync replicas. */
const ACKS_ALL = -1;

/**
 * Not kafkajs' idempotent producer: its sequence numbers can be reused after a failure, which loses records silently
 * (https://github.com/tulios/kafkajs/issues/1005). The outbox sends again and the inbox recognises the copy.
 */
export class KafkaProducer implements Producer {
  private readonly producer: KafkaJsProducer;
  private connected: Promise<void> | undefined;
  private closing: Promise<void> | undefined;

  constructor(kafka: Kafka) {
    // Named although it is the default: every producer of a topic must choose partitions alike, or keys lose their order.
    this.producer = kafka.producer({
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
  }

  async send(records: readonly BrokerRecord[]): Promise<void> {
    if (this.closing) throw unavailable('broker.closed', 'The producer is closed.');
    try {
      await this.connect();
      for (let start = 0; start < records.length; start += MOST_PER_SEND) {
        const topicMessages = byTopic(records.slice(start, start + MOST_PER_SEND));
        await this.producer.sendBatch({ acks: ACKS_ALL, topicMessages });
      }
    } catch (error) {
      throw sendFailure(error);
    }
  }

  close(): Promise<void> {
    this.closing ??= this.producer.disconnect();
    return this.closing;
  }

  /** Once connected, kafkajs finds its way back by itself; a first connection that failed has to be made again. */
  private connect(): Promise<void> {
    this.connected ??= this.producer.connect().catch((error: unknown) => {
      this.connected = undefined;
      throw error;
    });
    return this.connected;
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
