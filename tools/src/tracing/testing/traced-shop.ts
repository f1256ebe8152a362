import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { services } from '@shop/kernel';
import { Client } from 'pg';
import { demoAccounts } from '../../client/demo-accounts.js';
import { ShopClient } from '../../client/shop-client.js';
import type { DemoOptions } from '../../demo/demo-options.js';
import type { Surroundings } from '../../demo/shop-environment.js';
import { assignPorts, databaseOf, freePortsNeeded, urlOf } from '../../demo/shop-map.js';
import { stopOrder } from '../../demo/shop-processes.js';
import { startShop } from '../../demo/start-shop.js';
import { freePorts } from '../../infrastructure/free-port.js';
import { createServiceDatabases } from '../../infrastructure/service-databases.js';
import { Supervisor } from '../../infrastructure/supervisor.js';
import { startTestInfrastructure } from '../../test-run/test-infrastructure.js';
import type { TestInfrastructure } from '../../test-run/test-infrastructure.js';

export interface ShopToTrace {
  readonly layout: DemoOptions['layout'];
  /** For all its processes: the OTEL_ variables, and whatever else a test needs. */
  readonly env: NodeJS.ProcessEnv;
}

export interface TracedShop {
  readonly gateway: string;
  /** Signed in as the demo customer. */
  readonly client: ShopClient;
  /** The payment provider, the carrier and the mail server, to set faults at. */
  readonly outsideWorld: string;
  readonly stop: () => Promise<void>;
}

/**
 * PostgreSQL and Kafka of one spec alone: topics, groups and databases of a whole shop have fixed names, on a shared broker they would
 * be another's too.
 */
export class TracingGround {
  private constructor(
    private readonly directory: string,
    private readonly infrastructure: TestInfrastructure,
  ) {}

  static async open(): Promise<TracingGround> {
    const directory = mkdtempSync(join(tmpdir(), 'traced-shop-'));
    chmodSync(directory, 0o755); // run by root, Postgres is another user that has to get in here
    const infrastructure = await startTestInfrastructure(join(directory, 'infrastructure'), () => undefined);
    return new TracingGround(directory, infrastructure);
  }

  /** The real services, as `npm run demo` starts them. One shop at a time. */
  async startShop({ layout, env }: ShopToTrace): Promise<TracedShop> {
    const { TEST_DATABASE_URL: adminUrl = '', TEST_KAFKA_BROKERS: kafkaBrokers } = this.infrastructure.env;
    const [gateway = 0, ...free] = await freePorts(freePortsNeeded + 1);
    const ports = assignPorts(gateway, free);
    const data = mkdtempSync(join(this.directory, 'shop-'));
    const names = services.map(databaseOf);
    const databases = await createServiceDatabases({ adminUrl, secrets: this.directory, names });
    const inherited = { ...process.env, LOG_FORMAT: 'json', ...env };
    const outsideWorld = 'simulators';
    const around: Surroundings = { bus: 'kafka', kafkaBrokers, databases, ports, outsideWorld, data, inherited };
    const supervisor = new Supervisor({ logs: join(data, 'logs'), print: () => undefined });
    const client = new ShopClient(urlOf(ports, 'api-gateway'));
    const stop = async () => {
      await client.close();
      await supervisor.stopAll(stopOrder);
    };
    try {
      await startShop(layout, around, supervisor, () => undefined);
      await client.signIn(demoAccounts.customer, demoAccounts.password);
    } catch (error) {
      await stop();
      throw error;
    }
    return { gateway: urlOf(ports, 'api-gateway'), client, outsideWorld: urlOf(ports, 'outside-world'), stop };
  }

  /** Its service finds no way to it any more, until it is opened again. */
  async shutDatabase(name: string): Promise<void> {
    await this.administer(
      `ALTER DATABASE ${name} CONNECTION LIMIT 0`,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${name}'`,
    );
  }

  async reopenDatabase(name: string): Promise<void> {
    await this.administer(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
  }

  private async administer(...statements: readonly string[]): Promise<void> {
    const admin = new Client({ connectionString: this.infrastructure.env['TEST_DATABASE_URL'] });
    await admin.connect();
    for (const statement of statements) await admin.query(statement);
    await admin.end();
  }

  async close(): Promise<void> {
    await this.infrastructure.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
