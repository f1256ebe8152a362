import assert from 'node:assert/strict';
import type { Role } from '@shop/api-contracts';
import { cancellationStarted, fromWire, orderPlaced, paymentCaptured, topics } from '@shop/domain-events';
import type { DomainEvent, EventDefinition } from '@shop/domain-events';
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
import { ListeningCarrier } from './listening-carrier.js';

interface RequestOptions {
  readonly id?: string;
  readonly as?: readonly Role[];
}

/** The service as a process would run it, or several replicas of it, between a real database, a real carrier over HTTP and the memory broker. */
export class ShippingUnderTest {
  readonly carrier = new ListeningCarrier();
  readonly customerId = 'ada';
  private readonly published = new Map<string, DomainEvent<Record<string, unknown>>>();
  private readonly broker = MemoryBroker.named('shop');
  private tokens: TokenIssuer;
  private database: FreshDatabase;
  private rows: Pool;
  private services: readonly RunningService[] = [];

  /** @param replicas on one database and in one consumer group; requests go to the first */
  static async start(replicas = 1): Promise<ShippingUnderTest> {
    const shop = new ShippingUnderTest();
    shop.database = await freshDatabase();
    shop.rows = new Pool({ connectionString: shop.database.url, max: 2 });
    shop.tokens = await startTokenIssuer();
    await shop.listen();
    const env = {
      BUS: 'memory',
      DATABASE_URL: shop.database.url,
      JWKS_URL: shop.tokens.jwksUrl,
      LOG_LEVEL: 'silent',
      CARRIER_URL: await shop.carrier.start(),
    };
    shop.services = await Promise.all(Array.from({ length: replicas }, () => start(env)));
    return shop;
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.broker.close();
    await this.rows.end();
    await Promise.all([this.carrier.stop(), this.tokens.close(), this.database.drop()]);
  }

  placed(orderId: string, postalCode = 'SW1Y 4JH'): BrokerRecord {
    const shippingAddress = { ...orderPlaced.example.shippingAddress, postalCode };
    return about(orderPlaced, orderId, { customerId: this.customerId, shippingAddress });
  }

  paid(orderId: string): BrokerRecord {
    return about(paymentCaptured, orderId);
  }

  cancelled(orderId: string): BrokerRecord {
    return about(cancellationStarted, orderId, { customerId: this.customerId });
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

  /** What the service has published, in order. Delivery is at least once, so copies count as one, as to every consumer. */
  publishedFor(orderId: string): readonly DomainEvent<Record<string, unknown>>[] {
    return [...this.published.values()].filter(({ subject }) => subject === orderId);
  }

  /** Waits until nothing is left to ask of the carrier, and nothing left to publish. */
  async settled(): Promise<void> {
    await eventually(async () => assert.deepEqual(await this.query('SELECT id FROM intents'), []));
    const due = await this.query<{ event_id: string }>('SELECT event_id FROM outbox');
    await eventually(() => assert.ok(due.every(({ event_id }) => this.published.has(event_id))));
  }

  async query<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.rows.query<Row>(sql, [...values])).rows;
  }

  async request(method: string, path: string, { id = this.customerId, as = ['customer'] }: RequestOptions = {}) {
    const token = await this.tokens.tokenFor({ id, roles: as });
    const response = await fetch(`${this.services[0]?.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }

  private async listen(): Promise<void> {
    await this.broker.ensureTopics(Object.values(topics).map((topic) => ({ topic, partitions: 3 })));
    await this.broker.consume({
      group: 'spec',
      topics: [topics.shipments],
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

function about<Data extends object>(
  definition: EventDefinition<Data>,
  orderId: string,
  data: object = {},
): BrokerRecord {
  return recordOf(definition, { key: orderId, value: JSON.stringify({ ...definition.example, orderId, ...data }) });
}
