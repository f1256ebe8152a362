/// <reference types="jest" />
import { KafkaBroker } from '../broker/kafka-broker.js';
import { RecordingLog } from './recording-log.js';

const addresses = process.env['TEST_KAFKA_BROKERS'];

/** `describe` where a Kafka broker is given (TEST_KAFKA_BROKERS), `describe.skip` where none is. */
export const describeKafka = addresses ? describe : describe.skip;

/** A new connection to the test's Kafka; nothing is connected before it is used. */
export function kafkaForTests(): KafkaBroker {
  return new KafkaBroker({
    brokers: (addresses ?? '').split(','),
    clientId: 'messaging-test',
    log: new RecordingLog(),
  });
}
