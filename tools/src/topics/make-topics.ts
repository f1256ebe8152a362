import { unavailable } from '@shop/kernel';
import { kafkaBroker, kafkaSecurity, messagingConfig, shopTopics, topicSettings } from '@shop/messaging';
import type { Broker, MessagingLog } from '@shop/messaging';
import { loadConfig, whole } from '@shop/platform';
import { z } from 'zod';

const config = z.object({
  ...messagingConfig,
  /** How long to wait for a broker that is not up yet. */
  TOPICS_PATIENCE_SECONDS: whole(1, 3_600).default(120),
});

/**
 * Makes the topics that the shop needs and that do not exist yet, and says which are there. Existing ones are left as they are.
 * @throws ConfigError; AppError `unavailable` if the broker is not there in time, or refuses
 */
export async function makeTopics(env: NodeJS.ProcessEnv): Promise<void> {
  const settings = loadConfig(config, env);
  const { KAFKA_BROKERS: brokers, KAFKA_CLIENT: client, TOPICS_PATIENCE_SECONDS: patience } = settings;
  const specs = shopTopics(topicSettings(settings));
  const broker = await kafkaBroker(client, {
    clientId: 'topics',
    brokers,
    security: kafkaSecurity(settings),
    log: quiet,
  });
  try {
    const late = `No Kafka broker at ${brokers.join(', ')} after ${patience} s.`;
    await within(patience, broker.ensureTopics(specs), late);
  } finally {
    await broker.close();
  }
  process.stdout.write(`These topics are there: ${specs.map(({ topic }) => topic).join(', ')}.\n`);
}

async function within(seconds: number, work: ReturnType<Broker['ensureTopics']>, late: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_done, fail) => {
    timer = setTimeout(() => fail(unavailable('broker.absent', late)), seconds * 1_000);
  });
  // Closing the broker ends the work: an error of its own that nobody waits for any more.
  work.catch(() => undefined);
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

/** Each attempt at a broker that is not up yet would be a line; the last sentence says it all. */
const quiet: MessagingLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
