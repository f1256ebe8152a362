import { Producer as PlatformaticClient, ProduceAcks } from '@platformatic/kafka';
import { unavailable } from '@shop/kernel';
import type { BrokerRecord, Producer } from '../broker.js';
import type { KafkaOptions } from '../kafka-client.js';
import { partitioner } from '../partition-of-key.js';
import { connectionOptions } from './platformatic-client.js';
import { sendFailure } from './platformatic-failure.js';

/** Keeps what goes to one partition in one request below the size of a batch that brokers take by default, 1 MiB. */
const MOST_PER_SEND = 1_000;

/** The client takes the remainder by the number of partitions itself, which it learns only after it has asked. */
const ANY_NUMBER_OF_PARTITIONS = 2 ** 31;

/** Not idempotent, as with kafkajs: the outbox sends again and the inbox recognises the copy. */
export class PlatformaticProducer implements Producer {
  private readonly producer: PlatformaticClient;
  private closing: Promise<void> | undefined;

  constructor(options: KafkaOptions) {
    const choosePartition = partitioner();
    this.producer = new PlatformaticClient({
      ...connectionOptions(options),
      acks: ProduceAcks.ALL,
      idempotent: false,
      partitioner: (_message, key) => choosePartition(key?.toString() ?? null, ANY_NUMBER_OF_PARTITIONS),
    });
  }

  async send(records: readonly BrokerRecord[]): Promise<void> {
    if (this.closing) throw unavailable('broker.closed', 'The producer is closed.');
    try {
      for (let start = 0; start < records.length; start += MOST_PER_SEND) {
        const messages = records.slice(start, start + MOST_PER_SEND).map(toMessage);
        await this.producer.send({ acks: ProduceAcks.ALL, messages });
      }
    } catch (error) {
      throw sendFailure(error);
    }
  }

  close(): Promise<void> {
    this.closing ??= this.producer.close();
    return this.closing;
  }
}

function toMessage({ topic, key, headers, value }: BrokerRecord) {
  return { topic, key: toBuffer(key), value: toBuffer(value), headers: toBuffers(headers) };
}

function toBuffer(text: string | null): Buffer | undefined {
  return text === null ? undefined : Buffer.from(text);
}

function toBuffers(headers: BrokerRecord['headers']): Map<Buffer, Buffer> {
  return new Map(Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]));
}
