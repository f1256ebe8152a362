import assert from 'node:assert/strict';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import type { BrokerRecord } from '@shop/messaging';
import { eventually } from '@shop/messaging/testing';
import type { RunningService } from '@shop/platform';
import { startTokenIssuer } from '@shop/platform/testing';
import type { TokenIssuer } from '@shop/platform/testing';
import { scrape } from '@shop/telemetry/testing';
import type { Exposition } from '@shop/telemetry/testing';
import { Pool } from 'pg';
import type { QueryResultRow } from 'pg';
import { cutDatabase, restoreDatabase } from './database-outage.js';
import { request } from './request.js';
import type { Answer } from './request.js';
import { customerId } from './service-setup.js';
import type { ServiceSetup, Settings, SignedRequest } from './service-setup.js';
import { SpecBus } from './spec-bus.js';
import type { PublishedEvent } from './spec-bus.js';

/**
 * A service as a process would run it, or several replicas of it, on an empty database of its own and the memory bus. A spec file has one
 * bus: what several of its services publish is heard by all.
 */
export class ServiceUnderTest {
  private running: RunningService[] = [];

  private constructor(
    private readonly setup: ServiceSetup,
    private readonly database: FreshDatabase,
    private readonly rows: Pool,
    private readonly bus: SpecBus,
    readonly tokens: TokenIssuer,
  ) {}

  static async start(setup: ServiceSetup): Promise<ServiceUnderTest> {
    const [database, tokens] = await Promise.all([freshDatabase(), startTokenIssuer()]);
    const rows = new Pool({ connectionString: database.url, max: 2 });
    // A test may cut all connections to the database, those of this pool too.
    rows.on('error', () => undefined);
    const shop = new ServiceUnderTest(setup, database, rows, await SpecBus.open(setup.publishes), tokens);
    await Promise.all(Array.from({ length: setup.replicas ?? 1 }, () => shop.replica()));
    return shop;
  }

  async stop(): Promise<void> {
    await this.stopReplicas();
    await this.bus.close();
    await this.rows.end();
    const companions = this.setup.companions ?? [];
    await Promise.all([...companions.map((companion) => companion.stop()), this.tokens.close(), this.database.drop()]);
  }

  /** Starts one more. @param env in addition to the setup's */
  async replica(env: Settings = {}): Promise<RunningService> {
    const replica = await this.setup.start({
      BUS: 'memory',
      DATABASE_URL: this.database.url,
      JWKS_URL: this.tokens.jwksUrl,
      LOG_LEVEL: 'silent',
      ...this.setup.env,
      ...env,
    });
    this.running.push(replica);
    return replica;
  }

  /** Stops all that run. Database and bus stay, for those that come after. */
  async stopReplicas(): Promise<void> {
    const stopping = this.running;
    this.running = [];
    await Promise.all(stopping.map((replica) => replica.stop()));
  }

  /** Of the service's database, for what works on it beside the service. */
  get databaseUrl(): string {
    return this.database.url;
  }

  /** Where one of those that run is, from 0. */
  url(replica = 0): string {
    const { url } = this.running[replica] ?? {};
    assert.ok(url, `No replica ${replica} is running.`);
    return url;
  }

  /** What one of those that run exports to Prometheus, from 0. */
  async metrics(replica = 0): Promise<Exposition> {
    const { metricsUrl } = this.running[replica] ?? {};
    assert.ok(metricsUrl, `No replica ${replica} is running.`);
    return scrape(metricsUrl);
  }

  /** Makes a request with a token of its own. @param route as `GET /orders` */
  async request(route: string, options: SignedRequest = {}): Promise<Answer<Record<string, unknown>>> {
    const { id = customerId, as = ['customer'], replica, ...rest } = options;
    return request(this.url(replica), route, { ...rest, token: await this.tokens.tokenFor({ id, roles: as }) });
  }

  /** Puts records on the bus, in that order. */
  async send(...records: readonly BrokerRecord[]): Promise<void> {
    await this.bus.send(records);
  }

  /** Puts records on the bus and waits until all have been handled, and so all that came before them under their keys. */
  async tell(...records: readonly BrokerRecord[]): Promise<void> {
    await this.send(...records);
    const ids = [...new Set(records.map(({ headers }) => headers['ce_id']))];
    const handled = () => this.query('SELECT DISTINCT event_id FROM inbox WHERE event_id = ANY($1)', [ids]);
    await eventually(async () => assert.equal((await handled()).length, ids.length));
  }

  /** What the service has published by now, in order, each event once. */
  get published(): readonly PublishedEvent[] {
    return this.bus.published;
  }

  /** What of it is about an order, a product, an account. */
  publishedFor(subject: string): readonly PublishedEvent[] {
    return this.published.filter((event) => event.subject === subject);
  }

  /** The types of all that the service has to publish under a key, once it is published. */
  async publishedTypes(key: string): Promise<readonly string[]> {
    const due = await this.query('SELECT 1 FROM outbox WHERE key = $1', [key]);
    await eventually(() => assert.equal(this.publishedFor(key).length, due.length));
    return this.publishedFor(key).map(({ type }) => type);
  }

  /** Waits until nothing is left to ask of the world outside, and nothing left to publish. */
  async settled(): Promise<void> {
    await eventually(async () => assert.deepEqual(await this.query('SELECT id FROM intents'), []));
    const due = await this.query<{ event_id: string }>('SELECT event_id FROM outbox');
    await eventually(() => {
      const heard = new Set(this.published.map(({ id }) => id));
      assert.ok(due.every(({ event_id }) => heard.has(event_id)));
    });
  }

  async query<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.rows.query<Row>(sql, [...values])).rows;
  }

  /** Ends all connections to the service's database and lets nobody in until `restoreDatabase`. */
  cutDatabase(): Promise<void> {
    return cutDatabase(this.database.url);
  }

  restoreDatabase(): Promise<void> {
    return restoreDatabase(this.database.url);
  }
}
