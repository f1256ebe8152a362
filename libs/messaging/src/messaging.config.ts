import { z } from 'zod';
import { hasNodeForPlatformatic, kafkaClients, nodeForPlatformatic } from './broker/kafka-client.js';
import { kafkaSecurityConfig, securityFaults } from './kafka-security.js';

const HOURS_A_DAY = 24;

const brokers = z
  .string()
  .default('127.0.0.1:9092')
  .transform((text) => text.split(',').flatMap((part) => part.trim() || []));

const count = (most: number) => z.coerce.number().int().min(1).max(most);
const duration = z.coerce.number().positive();

/** What every service reads that sends or receives events: spread it into the service's own schema, and `.apply(checkMessagingConfig)`. */
export const messagingConfig = {
  /** `memory`: all services in one process, for a look without Kafka. */
  BUS: z.enum(['kafka', 'memory']).default('kafka'),
  KAFKA_BROKERS: brokers,
  ...kafkaSecurityConfig,
  /** The library that speaks to Kafka (ADR 0017). */
  KAFKA_CLIENT: z
    .enum(kafkaClients)
    .default('kafkajs')
    .refine(
      (client) => client !== 'platformatic' || hasNodeForPlatformatic(process.versions.node),
      `platformatic needs Node ${nodeForPlatformatic}; this is ${process.version}`,
    ),
  /** Of topics that do not exist yet. More partitions: more replicas of a service can share the work. */
  TOPIC_PARTITIONS: count(1_000).default(3),
  /** Brokers that hold a copy of each topic that does not exist yet. */
  TOPIC_REPLICATION: count(100).default(1),
  /** Copies that have to be written before a record counts as sent; with fewer of them up, sending waits. */
  TOPIC_MIN_INSYNC: count(100).default(1),
  /** Hours for which Kafka keeps an event, read or not. */
  TOPIC_RETENTION_HOURS: duration.default(7 * HOURS_A_DAY),
  /** Hours for which Kafka keeps a dead letter: the time there is to redrive it. */
  DEAD_LETTER_RETENTION_HOURS: duration.default(14 * HOURS_A_DAY),
  /** Hours for which a published message stays in the outbox table; 0: it goes when it is sent, which costs less. */
  OUTBOX_RETENTION_HOURS: z.coerce.number().nonnegative().default(1),
  /** Days for which a handled event is remembered: longer than the broker keeps it, plus the time to redrive dead letters. */
  INBOX_RETENTION_DAYS: duration.default(30),
};
export type MessagingConfig = Readonly<z.infer<z.ZodObject<typeof messagingConfig>>>;

/** Zod would check the whole only when each part is good; this lets an operator see all faults at once. */
const whenNumbers =
  (...names: readonly (keyof MessagingConfig)[]) =>
  ({ value }: { readonly value: unknown }) =>
    names.every((name) => Number.isFinite((value as Partial<MessagingConfig>)[name]));

/**
 * Adds what must hold between the settings: `z.object({ ...messagingConfig, … }).apply(checkMessagingConfig)`.
 * - No more copies can be asked for than there are.
 * - An event may be delivered for as long as Kafka keeps it, and once more from the dead letters: an inbox that has forgotten it by
 *   then would let it take effect twice.
 * - A login and a certificate are whole or not there.
 */
export function checkMessagingConfig<Schema extends z.ZodType<MessagingConfig>>(schema: Schema): Schema {
  return schema
    .refine(({ TOPIC_MIN_INSYNC, TOPIC_REPLICATION }) => TOPIC_MIN_INSYNC <= TOPIC_REPLICATION, {
      path: ['TOPIC_MIN_INSYNC'],
      message: 'must not be more than TOPIC_REPLICATION',
      when: whenNumbers('TOPIC_MIN_INSYNC', 'TOPIC_REPLICATION'),
    })
    .refine((config) => config.INBOX_RETENTION_DAYS * HOURS_A_DAY > redeliverableHours(config), {
      path: ['INBOX_RETENTION_DAYS'],
      message: 'must be longer than TOPIC_RETENTION_HOURS and DEAD_LETTER_RETENTION_HOURS together',
      when: whenNumbers('INBOX_RETENTION_DAYS', 'TOPIC_RETENTION_HOURS', 'DEAD_LETTER_RETENTION_HOURS'),
    })
    .superRefine(noteSecurityFaults, { when: () => true });
}

function noteSecurityFaults(config: MessagingConfig, context: z.RefinementCtx): void {
  const faults = securityFaults((name) => config[name] !== undefined, config);
  for (const { path, message } of faults) context.addIssue({ code: 'custom', path: [path], message });
}

function redeliverableHours({ TOPIC_RETENTION_HOURS, DEAD_LETTER_RETENTION_HOURS }: MessagingConfig): number {
  return TOPIC_RETENTION_HOURS + DEAD_LETTER_RETENTION_HOURS;
}
