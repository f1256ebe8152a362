import { describeKafkaAdapters } from '../testing/broker-adapters.js';
import { describeBrokerContract } from '../testing/broker-contract.js';

jest.setTimeout(60_000);

describeKafkaAdapters('Kafka', (open) => describeBrokerContract('Kafka', open));
