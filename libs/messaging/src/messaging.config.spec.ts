import { z } from 'zod';
import { hasNodeForPlatformatic } from './broker/kafka-client.js';
import { checkMessagingConfig, messagingConfig } from './messaging.config.js';
import { deadLetterTopicOf, defaultTopicSettings, eventTopic, topicSettings } from './topics.js';

const schema = z.object({ ...messagingConfig, NEEDED: z.string() }).apply(checkMessagingConfig);
const read = (env: Readonly<Record<string, string>>) => schema.parse({ NEEDED: 'x', ...env });
const faults = (env: Readonly<Record<string, string>>) => {
  const issues = schema.safeParse(env).error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('the messaging configuration', () => {
  it('is usable without any variable, and makes the topics that a consumer makes by default', () => {
    const config = read({});
    expect(config).toMatchObject({ BUS: 'kafka', KAFKA_CLIENT: 'kafkajs', TOPIC_PARTITIONS: 3 });
    expect(topicSettings(config)).toEqual(defaultTopicSettings);
  });

  it('says how topics are made, those of events and the one for dead letters', () => {
    const env = { TOPIC_PARTITIONS: '12', TOPIC_REPLICATION: '3', TOPIC_MIN_INSYNC: '2', TOPIC_RETENTION_HOURS: '48' };
    const settings = topicSettings(read({ ...env, DEAD_LETTER_RETENTION_HOURS: '100' }));
    const copies = { replicationFactor: 3, minInsyncReplicas: 2 };
    expect(eventTopic('shop.orders', settings)).toEqual({
      topic: 'shop.orders',
      partitions: 12,
      retentionMs: 48 * 3_600_000,
      ...copies,
    });
    expect(deadLetterTopicOf('order-service', settings)).toEqual({
      topic: 'order-service.dlq',
      partitions: 1,
      retentionMs: 100 * 3_600_000,
      ...copies,
    });
  });

  it('reports everything at once: a missing variable, more copies than there are, an inbox that forgets too early', () => {
    expect(faults({ TOPIC_MIN_INSYNC: '2', TOPIC_RETENTION_HOURS: '600' })).toEqual([
      'NEEDED: Invalid input: expected string, received undefined',
      'TOPIC_MIN_INSYNC: must not be more than TOPIC_REPLICATION',
      'INBOX_RETENTION_DAYS: must be longer than TOPIC_RETENTION_HOURS and DEAD_LETTER_RETENTION_HOURS together',
    ]);
  });

  it('wants the inbox to remember for longer than both retentions together, not just as long', () => {
    const env = { NEEDED: 'x', TOPIC_RETENTION_HOURS: '24', DEAD_LETTER_RETENTION_HOURS: '48' };
    expect(faults({ ...env, INBOX_RETENTION_DAYS: '3' })).toHaveLength(1);
    expect(faults({ ...env, INBOX_RETENTION_DAYS: '3.1' })).toEqual([]);
  });

  it('does not blame a rule for a value that is none', () => {
    expect(faults({ NEEDED: 'x', TOPIC_REPLICATION: 'many', KAFKA_CLIENT: 'librdkafka' })).toEqual([
      expect.stringMatching(/^KAFKA_CLIENT: /),
      expect.stringMatching(/^TOPIC_REPLICATION: /),
    ]);
  });
});

describe('@platformatic/kafka', () => {
  it('is refused on a Node that it does not run on', () => {
    const known = ['20.20.2', '22.21.9', '22.22.0', '24.5.0', '24.6.0', '25.0.0', '26.1.0'];
    expect(known.filter(hasNodeForPlatformatic)).toEqual(['22.22.0', '24.6.0', '25.0.0', '26.1.0']);
  });
});
