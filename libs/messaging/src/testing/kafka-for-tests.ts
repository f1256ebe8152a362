/// <reference types="jest" />
import type { KafkaOptions } from '../broker/kafka-client.js';
import { KafkaJsBroker } from '../broker/kafkajs/kafkajs-broker.js';
import { RecordingLog } from './recording-log.js';

const addresses = process.env['TEST_KAFKA_BROKERS'];

/** `describe` where a Kafka broker is given (TEST_KAFKA_BROKERS), `describe.skip` where none is. */
export const describeKafka = addresses ? describe : describe.skip;

/** Options of a connection to the test's Kafka. */
export function kafkaOptionsForTests(): KafkaOptions {
  return { brokers: (addresses ?? '').split(','), clientId: 'messaging-test', log: new RecordingLog() };
}

/** A new connection to the test's Kafka; nothing is connected before it is used. */
export function kafkaForTests(): KafkaJsBroker {
  return new KafkaJsBroker(kafkaOptionsForTests());
}
