import assert from 'node:assert/strict';
import type { Role } from '@shop/api-contracts';
import { fromWire, productChanged, topics } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { MemoryBroker } from '@shop/messaging';
import type { BrokerRecord } from '@shop/messaging';
import { eventually, recordOf } from '@shop/messaging/testing';
import { startTokenIssuer } from '@shop/platform/testing';
import type { TokenIssuer } from '@shop/platform/testing';
import type { RunningService } from '@shop/platform';
import { Pool } from 'pg';
import type { QueryResultRow } from 'pg';
import { start } from '../start.js';

interface Setup {
  /** Default 1. All on one database, in one consumer group. */
  readonly replicas?: number;
  readonly env?: NodeJS.ProcessEnv;
}

interface RequestOptions {
  readonly id?: string;
  readonly as?: readonly Role[];
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly replica?: number;
}

interface News {
  /** What of the data is not as in the definition's example. */
  readonly data?: object;
  /** The id of the event that led to this one. */
  readonly causedBy?: string;
  readonly at?: string;
}

/** The service as a process would run it, or several replicas of it, between a real database and the memory broker. */
export class OrderUnderTest {
  readonly customerId = '0197a1b2-0000-7000-8000-00000000ada0';
  private readonly published = new Map<string, DomainEvent<Record<string, unknown>>>();
  private readonly broker = MemoryBroker.named('shop');
  private tokens: TokenIssuer;
  private database: FreshDatabase;
  private rows: Pool;
  private services: readonly RunningService[] = [];

  static async start({ replicas = 1, env = {} }: Setup = {}): Promise<OrderUnderTest> {
    const shop = new OrderUnderTest();
    shop.database = await freshDatabase();
    shop.rows = new Pool({ connectionString: shop.database.url, max: 2 });
    shop.tokens = await startTokenIssuer();
    await shop.listen();
    const common = {
      BUS: 'memory',
      DATABASE_URL: shop.database.url,
      JWKS_URL: shop.tokens.jwksUrl,
      LOG_LEVEL: 'silent',
    };
    shop.services = await Promise.all(Array.from({ length: replicas }, () => start({ ...common, ...env })));
    return shop;
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.broker.close();
    await this.rows.end();
    await Promise.all([this.tokens.close(), this.database.drop()]);
  }

  /** Puts records on the bus, in that order. */
  async send(...records: readonly BrokerRecord[]): Promise<void> {
    const producer = await this.broker.connectProducer();
    await producer.send(records);
    await producer.close();
  }

  /** Puts records on the bus and waits until all have been handled, and so all that came before them under their keys. */
  async tell(...records: readonly BrokerRecord[]): Promise<void> {
    await this.send(...records);
    const ids = [...new Set(records.map(({ headers }) => headers['ce_id']))];
    const handled = () => this.query('SELECT 1 FROM inbox WHERE event_id = ANY($1)', [ids]);
    await eventually(async () => assert.equal((await handled()).length, ids.length));
  }

  /** News of an order from another service. */
  news(definition: Parameters<typeof recordOf>[0], orderId: string, { data, causedBy, at }: News = {}): BrokerRecord {
    return recordOf(definition, {
      key: orderId,
      headers: { ...(causedBy && { ce_causationid: causedBy }), ...(at && { ce_time: at }) },
      value: JSON.stringify({ ...(definition.example as object), orderId, ...data }),
    });
  }

  product(sku: string, amountMinor: number, revision = 1, discontinued = false): BrokerRecord {
    const price = { amountMinor, currency: 'USD' };
    const data = { ...productChanged.example, sku, price, revision, discontinued };
    return recordOf(productChanged, { key: sku, value: JSON.stringify(data) });
  }

  /** Places an order and gives its id. */
  async place(body: unknown, options: RequestOptions = {}): Promise<string> {
    const { status, json } = await this.request('POST', '/orders', { ...options, body });
    assert.equal(status, 202, JSON.stringify(json));
    return String(json['id']);
  }

  /** What the service has published of an order, in order. Delivery is at least once, so copies count as one, as to every consumer. */
  publishedFor(orderId: string): readonly DomainEvent<Record<string, unknown>>[] {
    return [...this.published.values()].filter(({ subject }) => subject === orderId);
  }

  /** The types of all that the service has to publish of an order, once it is published. */
  async publishedTypes(orderId: string): Promise<readonly string[]> {
    const due = await this.query('SELECT 1 FROM outbox WHERE key = $1', [orderId]);
    await eventually(() => assert.equal(this.publishedFor(orderId).length, due.length));
    return this.publishedFor(orderId).map(({ type }) => type);
  }

  async query<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.rows.query<Row>(sql, [...values])).rows;
  }

  async request(method: string, path: string, options: RequestOptions = {}) {
    const { id = this.customerId, as = ['customer'], body, headers, replica = 0 } = options;
    const response = await fetch(`${this.services[replica]?.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.tokens.tokenFor({ id, roles: as })}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const json = JSON.parse(text) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text, json };
  }

  private async listen(): Promise<void> {
    await this.broker.ensureTopics(Object.values(topics).map((topic) => ({ topic, partitions: 3 })));
    await this.broker.consume({
      group: 'spec',
      topics: [topics.orders],
      onBatch: async (batch) => {
        for (const { headers, value } of batch.records) {
          const event = fromWire({ headers, value });
          if (event) this.published.set(event.id, event as DomainEvent<Record<string, unknown>>);
        }
        await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
      },
    });
  }
}
