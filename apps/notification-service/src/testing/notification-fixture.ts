import { topics } from '@shop/domain-events';
import type { DataOf, EventDefinition, userRegistered } from '@shop/domain-events';
import { freshDatabase } from '@shop/group-commit/testing';
import { MemoryBroker } from '@shop/messaging';
import type { BrokerRecord } from '@shop/messaging';
import { eventually, recordOf } from '@shop/messaging/testing';
import { startTokenIssuer } from '@shop/platform/testing';
import type { TokenIssuer } from '@shop/platform/testing';
import { Pool } from 'pg';
import { start } from '../start.js';
import { startMailReceiver } from './mail-receiver.js';
import type { MailReceiver } from './mail-receiver.js';
import { startMessageProvider } from './message-provider.js';
import type { MessageProvider } from './message-provider.js';

export interface NotificationFixture {
  readonly url: string;
  readonly pool: Pool;
  readonly tokens: TokenIssuer;
  readonly mail: MailReceiver;
  readonly provider: MessageProvider;
  send(...records: readonly BrokerRecord[]): Promise<void>;
  /** Resolves once the record has had its effect. */
  handled(record: BrokerRecord): Promise<void>;
  close(): Promise<void>;
}

/** The service with a database, the memory bus, and receivers of mail and messages of its own. */
export async function notificationFixture(): Promise<NotificationFixture> {
  const database = await freshDatabase();
  const pool = new Pool({ connectionString: database.url });
  // Dropping the database ends what the pool still holds.
  pool.on('error', () => undefined);
  const [tokens, mail, provider] = await Promise.all([startTokenIssuer(), startMailReceiver(), startMessageProvider()]);
  const broker = MemoryBroker.named('shop');
  await broker.ensureTopics(Object.values(topics).map((topic) => ({ topic, partitions: 3 })));
  const producer = await broker.connectProducer();
  const service = await start({
    DATABASE_URL: database.url,
    BUS: 'memory',
    JWKS_URL: tokens.jwksUrl,
    LOG_LEVEL: 'silent',
    SMTP_URL: mail.url,
    SMS_PUSH_URL: provider.url,
  });
  return {
    url: service.url,
    pool,
    tokens,
    mail,
    provider,
    send: (...records) => producer.send(records),
    handled: (record) =>
      eventually(async () => {
        const { rows } = await pool.query('SELECT 1 FROM inbox WHERE event_id = $1', [record.headers['ce_id']]);
        if (rows.length === 0) throw new Error(`${record.headers['ce_type']} is not handled yet.`);
      }),
    close: async () => {
      await service.stop();
      await Promise.all([broker.close(), tokens.close(), mail.goDown(), provider.close(), pool.end()]);
      await database.drop();
    },
  };
}

type OfOrder = EventDefinition<{ orderId: string }>;

/** An event of an order, with an id of its own; to deliver it twice, send the record twice. */
export function ofOrder<Data extends { orderId: string }>(
  definition: EventDefinition<Data>,
  data: Partial<Data> & { orderId: string },
): BrokerRecord {
  const value = JSON.stringify({ ...definition.example, ...data });
  return recordOf(definition as unknown as OfOrder, { key: data.orderId, value });
}

export function ofUser(
  definition: EventDefinition<DataOf<typeof userRegistered>>,
  data: Partial<DataOf<typeof userRegistered>> & { userId: string },
): BrokerRecord {
  const email = `${data.userId}@example.test`;
  return recordOf(definition, { key: data.userId, value: JSON.stringify({ ...definition.example, email, ...data }) });
}
