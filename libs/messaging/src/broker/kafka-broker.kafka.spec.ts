import { describeBrokerContract } from '../testing/broker-contract.js';
import { describeKafka, kafkaForTests } from '../testing/kafka-for-tests.js';

jest.setTimeout(60_000);

describeKafka('kafka', () => {
  describeBrokerContract('Kafka', kafkaForTests);
});
