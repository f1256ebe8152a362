import type { Role } from '@shop/api-contracts';
import { cancellationStarted, fromWire, orderPlaced, stockReserved, topics } from '@shop/domain-events';
import type { DomainEvent, EventDefinition } from '@shop/domain-events';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { MemoryBroker } from '@shop/messaging';
import type { BrokerRecord } from '@shop/messaging';
import { recordOf } from '@shop/messaging/testing';
import { startTokenIssuer } from '@shop/platform/testing';
import type { TokenIssuer } from '@shop/platform/testing';
import type { RunningService } from '@shop/platform';
import { Pool } from 'pg';
import type { QueryResultRow } from 'pg';
import { start } from '../start.js';
import { ListeningProvider } from './listening-provider.js';

interface RequestOptions {
  readonly id?: string;
  readonly as?: readonly Role[];
  readonly body?: unknown;
}

/** The service as a process would run it, between a real database, a real provider over HTTP and the memory broker. */
export class PaymentUnderTest {
  readonly provider = new ListeningProvider();
  private readonly published = new Map<string, DomainEvent>();
  readonly customerId = 'ada';
  private readonly broker = MemoryBroker.named('shop');
  private tokens: TokenIssuer;
  private database: FreshDatabase;
  private rows: Pool;
  private service: RunningService;
  private env: NodeJS.ProcessEnv;

  static async start(): Promise<PaymentUnderTest> {
    const shop = new PaymentUnderTest();
    shop.database = await freshDatabase();
    shop.rows = new Pool({ connectionString: shop.database.url, max: 2 });
    // A test may cut all connections to the database, this one's too.
    shop.rows.on('error', () => undefined);
    shop.tokens = await startTokenIssuer();
    shop.env = {
      BUS: 'memory',
      DATABASE_URL: shop.database.url,
      JWKS_URL: shop.tokens.jwksUrl,
      LOG_LEVEL: 'silent',
      PAYMENT_PROVIDER_URL: await shop.provider.start(),
    };
    await shop.listen();
    await shop.startService();
    return shop;
  }

  async startService(): Promise<void> {
    this.service = await start(this.env);
  }

  async stopService(): Promise<void> {
    await this.service.stop();
  }

  async stop(): Promise<void> {
    await this.stopService();
    await this.broker.close();
    await this.rows.end();
    await Promise.all([this.provider.stop(), this.tokens.close(), this.database.drop()]);
  }

  /** Puts records on the bus, in that order. */
  async send(...records: readonly BrokerRecord[]): Promise<void> {
    const producer = await this.broker.connectProducer();
    await producer.send(records);
    await producer.close();
  }

  placed(orderId: string, token = 'tok_visa', amountMinor = 3600): BrokerRecord {
    const total = { amountMinor, currency: 'USD' };
    const payment = { method: 'card', token };
    return about(orderPlaced, orderId, { customerId: this.customerId, total, payment });
  }

  reserved(orderId: string): BrokerRecord {
    return about(stockReserved, orderId);
  }

  cancelled(orderId: string): BrokerRecord {
    return about(cancellationStarted, orderId, { customerId: this.customerId });
  }

  /** What the service has published, in order. Delivery is at least once, so copies count as one, as to every consumer. */
  publishedFor(orderId: string): readonly DomainEvent<Record<string, unknown>>[] {
    const events = [...this.published.values()].filter(({ subject }) => subject === orderId);
    return events as DomainEvent<Record<string, unknown>>[];
  }

  async query<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.rows.query<Row>(sql, [...values])).rows;
  }

  /** Ends all connections to the service's database and lets nobody in until `restoreDatabase`. */
  async cutDatabase(): Promise<void> {
    await this.onServer(`ALTER DATABASE ${this.databaseName} ALLOW_CONNECTIONS false`);
    await this.onServer(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${this.databaseName}'`,
    );
  }

  async restoreDatabase(): Promise<void> {
    await this.onServer(`ALTER DATABASE ${this.databaseName} ALLOW_CONNECTIONS true`);
  }

  async request(method: string, path: string, { id = this.customerId, as = ['customer'], body }: RequestOptions = {}) {
    const response = await fetch(this.service.url + path, {
      method,
      headers: {
        authorization: `Bearer ${await this.tokens.tokenFor({ id, roles: as })}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }

  private async listen(): Promise<void> {
    await this.broker.ensureTopics(Object.values(topics).map((topic) => ({ topic, partitions: 3 })));
    await this.broker.consume({
      group: 'spec',
      topics: [topics.payments],
      onBatch: async (batch) => {
        for (const { headers, value } of batch.records) {
          const event = fromWire({ headers, value });
          if (event) this.published.set(event.id, event);
        }
        await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
      },
    });
  }

  private get databaseName(): string {
    return new URL(this.database.url).pathname.slice(1);
  }

  private async onServer(sql: string): Promise<void> {
    const pool = new Pool({ connectionString: process.env['TEST_DATABASE_URL'], max: 1 });
    await pool.query(sql);
    await pool.end();
  }
}

function about<Data extends object>(
  definition: EventDefinition<Data>,
  orderId: string,
  data: object = {},
): BrokerRecord {
  return recordOf(definition, { key: orderId, value: JSON.stringify({ ...definition.example, orderId, ...data }) });
}
