import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { detectKafkaTools } from '../infrastructure/detect-java.js';
import { isKafkaFetched } from '../infrastructure/kafka-distribution.js';
import { startLocalKafka } from '../infrastructure/local-kafka.js';
import { startLocalPostgres } from '../infrastructure/local-postgres.js';
import { Supervisor } from '../infrastructure/supervisor.js';

export interface TestInfrastructure {
  /** TEST_DATABASE_URL, and TEST_KAFKA_BROKERS if there is a broker. */
  readonly env: NodeJS.ProcessEnv;
  /** Why there is no broker. */
  readonly withoutKafka: string | undefined;
  readonly stop: () => Promise<void>;
}

/** A Postgres without fsync and a Kafka broker, both for one run: their data lies in `directory`, which the caller deletes. */
export async function startTestInfrastructure(
  directory: string,
  print: (line: string) => void,
): Promise<TestInfrastructure> {
  await mkdir(directory, { recursive: true });
  const supervisor = new Supervisor({ logs: join(directory, 'logs'), print });
  const stop = () => supervisor.stopAll([['kafka', 'postgres']]);
  try {
    const tools = await detectKafkaTools({ fetched: isKafkaFetched() });
    const [postgres, kafka] = await Promise.all([
      startLocalPostgres({ directory, durability: 'fast', supervisor, debug: () => undefined }),
      tools.available ? startLocalKafka({ directory, supervisor, print }) : undefined,
    ]);
    await kafka?.ready();
    const brokers = kafka === undefined ? {} : { TEST_KAFKA_BROKERS: kafka.brokers };
    const env = { TEST_DATABASE_URL: postgres.adminUrl, ...brokers };
    return { env, withoutKafka: tools.available ? undefined : tools.reason, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
