import { describeEventConsumer } from '../testing/event-consumer-suite.js';
import { describeKafka, kafkaForTests } from '../testing/kafka-for-tests.js';

jest.setTimeout(60_000);

describeKafka('kafka', () => {
  describeEventConsumer('Kafka', kafkaForTests);
});
