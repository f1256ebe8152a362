import { loadConfig } from '@shop/platform';
import type { Caller } from '@shop/platform';
import { startLocalServer } from '@shop/service-testing';
import type { LocalServer, ServiceUnderTest } from '@shop/service-testing';
import { Metrics } from '@shop/telemetry';
import { FactPool } from '../analysis/facts/fact-pool.js';
import { Neighbours } from '../analysis/facts/neighbours.js';
import { ShopFactsFor } from '../analysis/facts/shop-facts-for.js';
import { orderConfig } from '../order.config.js';
import { startOrder } from './order-under-test.js';

/** What a neighbour says: a status, with a body if it is a good one. Absent: 404. `silence`: nothing, ever. */
type Says = { readonly status?: number; readonly body?: object } | 'silence';

/** What analyses know of a real order service, whose neighbours are played: one server for all four. */
export class FactsUnderTest {
  /** By path, without the query. */
  readonly says = new Map<string, Says>();
  readonly asked: { readonly path: string; readonly token: string | undefined }[] = [];

  private constructor(
    readonly shop: ServiceUnderTest,
    private readonly neighbours: LocalServer,
    readonly pool: FactPool,
    private readonly clients: Neighbours,
    readonly facts: ShopFactsFor,
  ) {}

  static async start(): Promise<FactsUnderTest> {
    const shop = await startOrder();
    // The server is there before whoever answers for it.
    const holder: { bench?: FactsUnderTest } = {};
    const neighbours = await startLocalServer((request, response) => {
      const path = request.url ?? '';
      holder.bench?.asked.push({ path, token: request.headers.authorization });
      const said = holder.bench?.says.get(path.split('?')[0] ?? '') ?? { status: 404 };
      if (said !== 'silence') response.writeHead(said.status ?? 200).end(JSON.stringify(said.body ?? {}));
    });
    const names = ['INVENTORY', 'PAYMENT', 'SHIPPING', 'NOTIFICATION'];
    const config = loadConfig(orderConfig, {
      ...Object.fromEntries(names.map((name) => [`${name}_SERVICE_URL`, neighbours.url])),
      DATABASE_URL: shop.databaseUrl,
      JWKS_URL: shop.tokens.jwksUrl,
      BUS: 'memory',
    });
    const pool = new FactPool(config);
    const clients = new Neighbours(config, new Metrics('order-service'));
    holder.bench = new FactsUnderTest(shop, neighbours, pool, clients, new ShopFactsFor(pool, clients));
    return holder.bench;
  }

  async stop(): Promise<void> {
    await Promise.all([this.pool.onApplicationShutdown(), this.neighbours.stop()]);
    await this.clients.onApplicationShutdown();
    await this.shop.stop();
  }

  as(id: string, ...roles: Caller['roles']) {
    return this.facts.caller({ id, roles, token: `token of ${id}` });
  }
}
