/// <reference types="jest" />
import type { Broker } from '../broker/broker.js';
import { hasNodeForPlatformatic } from '../broker/kafka-client.js';
import type { KafkaClient, KafkaOptions } from '../broker/kafka-client.js';
import { KafkaJsBroker } from '../broker/kafkajs/kafkajs-broker.js';
import { PlatformaticBroker } from '../broker/platformatic/platformatic-broker.js';
import { kafkaOptionsForTests } from './kafka-for-tests.js';

/** Opens brokers that are closed after the test. */
export type OpenBroker = (options?: Partial<KafkaOptions>) => Broker;

const adapters: Record<KafkaClient, (options: KafkaOptions) => Broker> = {
  kafkajs: (options) => new KafkaJsBroker(options),
  platformatic: (options) => new PlatformaticBroker(options),
};

/** The same tests for each Kafka client that runs here, against the test's Kafka or whatever `brokers` names. */
export function describeKafkaAdapters(name: string, body: (open: OpenBroker, client: KafkaClient) => void): void {
  const describeWithKafka = process.env['TEST_KAFKA_BROKERS'] ? describe : describe.skip;
  for (const client of Object.keys(adapters) as KafkaClient[]) {
    const canRun = client !== 'platformatic' || hasNodeForPlatformatic(process.versions.node);
    (canRun ? describeWithKafka : describe.skip)(`${name} through ${client}`, () => {
      const brokers: Broker[] = [];
      afterEach(async () => {
        await Promise.all(brokers.splice(0).map((broker) => broker.close()));
      }, 30_000);
      const open: OpenBroker = (options) => {
        const broker = adapters[client]({ ...kafkaOptionsForTests(), ...options });
        brokers.push(broker);
        return broker;
      };
      body(open, client);
    });
  }
}
