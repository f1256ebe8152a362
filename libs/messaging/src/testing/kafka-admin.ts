import { Kafka, logLevel } from 'kafkajs';
import type { Admin } from 'kafkajs';
import { kafkaOptionsForTests } from './kafka-for-tests.js';

/** Does something as an operator would, past the port. */
export async function asOperator<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const { brokers, clientId } = kafkaOptionsForTests();
  const admin = new Kafka({ brokers: [...brokers], clientId, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Deletes the records of a partition below the offset. */
export async function deleteRecords(topic: string, partition: number, belowOffset: bigint): Promise<void> {
  await asOperator(async (admin) => {
    await admin.fetchTopicOffsets(topic); // without it kafkajs does not know whom to ask
    await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(belowOffset) }] });
  });
}
