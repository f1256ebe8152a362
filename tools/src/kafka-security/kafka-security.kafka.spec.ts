import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@shop/kernel';
import {
  checkMessagingConfig,
  hasNodeForPlatformatic,
  kafkaBroker,
  kafkaClients,
  kafkaSecurity,
  messagingConfig,
} from '@shop/messaging';
import type { Broker } from '@shop/messaging';
import { describeKafka, eventually, RecordingLog } from '@shop/messaging/testing';
import { loadConfig } from '@shop/platform';
import { z } from 'zod';
import { TestAuthority } from '../infrastructure/testing/test-authority.js';
import { SecureKafka } from './testing/secure-kafka.js';

const clients = kafkaClients.filter(
  (client) => client !== 'platformatic' || hasNodeForPlatformatic(process.versions.node),
);
const schema = z.object(messagingConfig).apply(checkMessagingConfig);

let kafka: SecureKafka;
beforeAll(async () => {
  kafka = await SecureKafka.start();
}, 120_000);
afterAll(() => kafka.stop(), 60_000);

describeKafka.each(clients)('Kafka behind TLS and a login, through %s', (client) => {
  const brokers: Broker[] = [];
  afterEach(async () => {
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
  }, 30_000);

  /** As a service does: from the environment. */
  async function open(changes: Readonly<Record<string, string>> = {}) {
    const config = loadConfig(schema, {
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_TLS: 'true',
      KAFKA_CA_FILE: kafka.authority.certificate,
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_USERNAME: kafka.username,
      KAFKA_PASSWORD: kafka.password,
      ...changes,
    });
    const options = {
      clientId: 'test',
      brokers: config.KAFKA_BROKERS,
      security: kafkaSecurity(config),
      log: new RecordingLog(),
    };
    const broker = await kafkaBroker(client, options);
    brokers.push(broker);
    return broker;
  }
  const record = (topic: string) => ({ topic, key: 'k', headers: {}, value: 'hello' });

  it('sends and receives with the right certificate authority and login', async () => {
    const broker = await open();
    const topic = `test.${newId()}`;
    await broker.ensureTopics([{ topic, partitions: 1 }]);
    const received: (string | null)[] = [];
    await broker.consume({
      group: `group-${newId()}`,
      topics: [topic],
      onBatch: async (batch) => {
        received.push(...batch.records.map(({ value }) => value));
        await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
      },
    });
    await (await broker.connectProducer()).send([record(topic)]);
    await eventually(() => expect(received).toEqual(['hello']), 30_000);
  }, 60_000);

  it('is refused with a wrong password, and says so without telling it', async () => {
    const broker = await open({ KAFKA_PASSWORD: 'wrong-horse' });
    const error = await firstError(broker);
    expect(reasons(error)).toMatch(/authentication/i);
    expect(reasons(error)).not.toContain('wrong-horse');
  }, 60_000);

  it('does not talk to a broker whose certificate it has no reason to trust', async () => {
    const stranger = new TestAuthority(kafka.folder, `stranger-${client}`);
    const broker = await open({ KAFKA_CA_FILE: stranger.certificate });
    expect(reasons(await firstError(broker))).toMatch(/certificate/i);
  }, 60_000);

  it('gets nowhere without TLS', async () => {
    const noTls = { KAFKA_TLS: 'false', KAFKA_CA_FILE: '', KAFKA_SASL_MECHANISM: '', KAFKA_USERNAME: '' };
    const broker = await open({ ...noTls, KAFKA_PASSWORD: '' });
    await firstError(broker);
  }, 60_000);

  /** Sending gives up by itself; a success would be the failure of the test. */
  async function firstError(broker: Broker): Promise<unknown> {
    const sent = broker
      .connectProducer()
      .then((producer) => producer.send([record('anything')]))
      .then(() => new Error('It was taken.'));
    const error: unknown = await Promise.race([sent, delay(40_000, 'nothing', { ref: false })]).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ kind: 'unavailable' });
    return error;
  }
});

/** The messages of an error and of all that it was made of. */
function reasons(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { message, cause, errors = [] } = error as { message?: string; cause?: unknown; errors?: readonly unknown[] };
  return [message, ...[cause, ...errors].map(reasons)].join('; ');
}
