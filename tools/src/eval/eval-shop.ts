import { join } from 'node:path';
import { services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { Pool } from 'pg';
import type { Surroundings } from '../demo/shop-environment.js';
import { assignPorts, databaseOf, freePortsNeeded, urlOf } from '../demo/shop-map.js';
import { stopOrder } from '../demo/shop-processes.js';
import { startShop } from '../demo/start-shop.js';
import { freePorts } from '../infrastructure/free-port.js';
import { startLocalPostgres } from '../infrastructure/local-postgres.js';
import { createServiceDatabases } from '../infrastructure/service-databases.js';
import { Supervisor } from '../infrastructure/supervisor.js';

export interface EvalShopSettings {
  /** A folder of its own, for data and logs. */
  readonly directory: string;
  /** What the shop's processes get: the key and the model, or neither. */
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
}

/** A shop of its own: all services in one process, on the bus of memory, beside the simulators of the world outside. */
export class EvalShop {
  private readonly supervisor: Supervisor;
  private ports = assignPorts(0, []);
  private pools: ReadonlyMap<ServiceName, Pool> = new Map();

  constructor(private readonly settings: EvalShopSettings) {
    const { directory, print } = settings;
    this.supervisor = new Supervisor({ logs: join(directory, 'logs'), print });
  }

  /** Ends with an error when `stop` is called meanwhile. */
  async start(): Promise<void> {
    const { directory: data, env: inherited } = this.settings;
    const { supervisor } = this;
    const [gateway = 0, ...free] = await freePorts(freePortsNeeded + 1);
    this.ports = assignPorts(gateway, free);
    const postgres = await startLocalPostgres({
      directory: data,
      durability: 'fast',
      supervisor,
      debug: () => undefined,
    });
    const databases = await createServiceDatabases({ ...postgres, names: services.map(databaseOf) });
    this.pools = poolsOf(databases);
    const around: Surroundings = {
      bus: 'memory',
      kafkaBrokers: undefined,
      databases,
      ports: this.ports,
      outsideWorld: 'simulators',
      data,
      inherited,
    };
    await startShop('one-process', around, supervisor, () => undefined);
  }

  get gateway(): string {
    return urlOf(this.ports, 'api-gateway');
  }

  get outsideWorld(): string {
    return urlOf(this.ports, 'outside-world');
  }

  /** As the service itself: for what breaks it, never for what it should have written. */
  async query(service: ServiceName, text: string, values: readonly unknown[] = []): Promise<void> {
    await this.pools.get(service)?.query(text, [...values]);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
    this.pools = new Map();
    await this.supervisor.stopAll(stopOrder);
  }
}

function poolsOf(databases: ReadonlyMap<string, string>): ReadonlyMap<ServiceName, Pool> {
  return new Map(
    services.map((service) => {
      const pool = new Pool({ connectionString: databases.get(databaseOf(service)), max: 1 });
      pool.on('error', () => undefined); // the server goes before we do
      return [service, pool];
    }),
  );
}
