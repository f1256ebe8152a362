import { z } from 'zod';

const brokers = z
  .string()
  .default('127.0.0.1:9092')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []));

/** What every service reads that sends or receives events: spread it into the service's own schema. */
export const messagingConfig = {
  /** `memory`: all services in one process, for a look without Kafka. */
  BUS: z.enum(['kafka', 'memory']).default('kafka'),
  KAFKA_BROKERS: brokers,
  /** Of topics that do not exist yet. More partitions: more replicas of a service can share the work. */
  TOPIC_PARTITIONS: z.coerce.number().int().min(1).max(1_000).default(3),
  /** Hours for which a published message stays in the outbox table. */
  OUTBOX_RETENTION_HOURS: z.coerce.number().positive().default(1),
  /** Days for which a handled event is remembered: longer than the broker keeps it, plus the time to redrive dead letters. */
  INBOX_RETENTION_DAYS: z.coerce.number().positive().default(30),
};
export type MessagingConfig = Readonly<z.infer<z.ZodObject<typeof messagingConfig>>>;
