import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { z } from 'zod';
import { hasNodeForPlatformatic } from './broker/kafka-client.js';
import { kafkaSecurity } from './kafka-security.js';
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

describe('the configuration of a Kafka behind TLS and a login', () => {
  const folder = mkdtempSync(join(tmpdir(), 'messaging-config-'));
  const pem = join(folder, 'ca.pem');
  beforeAll(() => writeFileSync(pem, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads the files, once, and shows neither them nor the password', () => {
    const login = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_USERNAME: 'shop', KAFKA_PASSWORD: 'hush' };
    const config = read({ KAFKA_TLS: 'true', KAFKA_CA_FILE: pem, ...login });
    rmSync(pem);
    const { tls, sasl } = kafkaSecurity(config);
    expect(tls?.ca?.reveal()).toContain('MIIB');
    expect(sasl).toMatchObject({ mechanism: 'scram-sha-512', username: 'shop' });
    expect(sasl?.password.reveal()).toBe('hush');
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toMatch(/hush|MIIB/);
  });

  it('is neither TLS nor a login unless it says so', () => {
    expect(kafkaSecurity(read({}))).toEqual({});
  });

  it('reports everything at once: files that are not there or no PEM, halves of pairs, a readable password', () => {
    const notPem = join(folder, 'not.pem');
    writeFileSync(notPem, 'hello');
    expect(
      faults({
        NEEDED: 'x',
        KAFKA_CA_FILE: join(folder, 'nowhere.pem'),
        KAFKA_KEY_FILE: notPem,
        KAFKA_SASL_MECHANISM: 'plain',
        KAFKA_PASSWORD: 'hush',
      }),
    ).toEqual([
      'KAFKA_CA_FILE: the file cannot be read (ENOENT)',
      'KAFKA_KEY_FILE: the file is no PEM',
      'KAFKA_CA_FILE: is of use with KAFKA_TLS=true only',
      'KAFKA_KEY_FILE: is of use with KAFKA_TLS=true only',
      'KAFKA_SASL_MECHANISM: plain sends the password readable without KAFKA_TLS=true',
      'KAFKA_CERT_FILE: is needed with KAFKA_KEY_FILE',
      'KAFKA_USERNAME: is needed with KAFKA_SASL_MECHANISM',
    ]);
    expect(faults({ NEEDED: 'x', KAFKA_SASL_MECHANISM: 'gssapi' })[0]).toMatch(/^KAFKA_SASL_MECHANISM: expected/);
  });
});
