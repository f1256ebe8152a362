import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '@shop/kernel';
import type { ServiceName } from '@shop/kernel';
import { awaitCatalogue } from '../demo/await-catalogue.js';
import { awaitReady } from '../demo/await-ready.js';
import { environmentOf } from '../demo/shop-environment.js';
import type { Surroundings } from '../demo/shop-environment.js';
import { assignPorts, databaseOf, freePortsNeeded, shop, urlOf } from '../demo/shop-map.js';
import { outsideWorldPlan, shopPlans, stopOrder, wholeShop } from '../demo/shop-processes.js';
import { freePorts } from '../infrastructure/free-port.js';
import { startLocalKafka } from '../infrastructure/local-kafka.js';
import { Supervisor } from '../infrastructure/supervisor.js';
import { processOf, startArchivedDatabase } from './archived-database.js';
import type { ArchivedDatabase } from './archived-database.js';
import { destroy, restore } from './back-up.js';
import { archiveOf, backupOf, makeOwnFolder } from './database-folders.js';
import type { DatabasePlan } from './database-folders.js';

export interface DrillShopSettings {
  readonly directory: string;
  readonly layout: 'one-process' | 'many-processes';
  readonly archiveSeconds: number;
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
}

/** A shop of its own, whose databases can be lost. Kafka and the outside world are what survives. */
export class DrillShop {
  private readonly surviving: Supervisor;
  private processes: Supervisor;
  private clusters: Supervisor;
  private databases: ReadonlyMap<ServiceName, ArchivedDatabase> = new Map();
  private kafkaBrokers = '';
  private ports = assignPorts(0, []);

  constructor(private readonly settings: DrillShopSettings) {
    this.surviving = this.supervisor();
    this.processes = this.supervisor();
    this.clusters = this.supervisor();
  }

  async start(): Promise<void> {
    const { directory, print } = this.settings;
    const [gateway = 0, ...free] = await freePorts(freePortsNeeded + 1);
    this.ports = assignPorts(gateway, free);
    mkdirSync(join(directory, 'databases'), { mode: 0o755 });
    for (const service of services) {
      const plan = this.planOf(service);
      for (const folder of [plan.directory, backupOf(plan), archiveOf(plan)]) makeOwnFolder(folder);
    }
    const [kafka] = await Promise.all([
      startLocalKafka({ directory, supervisor: this.surviving, print }),
      this.eachDatabase((plan) => startArchivedDatabase(plan, this.clusters)),
    ]);
    this.kafkaBrokers = kafka.brokers;
    await kafka.ready();
    await this.surviving.start(outsideWorldPlan(this.around()));
    await this.startServices();
  }

  get gateway(): string {
    return urlOf(this.ports, 'api-gateway');
  }

  get outsideWorld(): string {
    return urlOf(this.ports, 'outside-world');
  }

  get brokers(): string {
    return this.kafkaBrokers;
  }

  databaseOf(service: ServiceName): ArchivedDatabase {
    const found = this.databases.get(service);
    if (found === undefined) throw new Error(`There is no database of ${service}.`);
    return found;
  }

  planOf(service: ServiceName): DatabasePlan {
    const { directory, archiveSeconds } = this.settings;
    return { service, directory: join(directory, 'databases', service), archiveSeconds };
  }

  /** The environment that a service's own commands need, too. */
  environmentOf(service: ServiceName): NodeJS.ProcessEnv {
    return environmentOf(service, this.around());
  }

  async startServices(): Promise<void> {
    const { layout, directory } = this.settings;
    this.processes = this.supervisor();
    for (const plan of shopPlans(layout, this.around(), directory)) await this.processes.start(plan);
    const all = shop.map((name) => ({
      name,
      url: urlOf(this.ports, name),
      processName: layout === 'one-process' ? wholeShop : name,
    }));
    await awaitReady(all, this.processes, () => undefined);
    await awaitCatalogue(urlOf(this.ports, 'order-service'));
  }

  async stopServices(): Promise<void> {
    await this.processes.stopAll(stopOrder);
  }

  /** Every server of every database dies, and its disk with it. */
  async loseDatabases(): Promise<void> {
    for (const { pid } of this.clusters.running()) process.kill(pid, 'SIGKILL');
    await this.clusters.stopAll([]);
    for (const service of services) destroy(this.planOf(service));
  }

  /** @param moments for databases that are not restored as far as their archive goes */
  async restoreDatabases(moments: ReadonlyMap<ServiceName, Date>): Promise<void> {
    this.clusters = this.supervisor();
    await this.eachDatabase((plan) => restore(plan, moments.get(plan.service), this.clusters));
  }

  async stop(): Promise<void> {
    await this.stopServices();
    await Promise.all([this.surviving.stopAll(stopOrder), this.clusters.stopAll([services.map(processOf)])]);
  }

  private async eachDatabase(work: (plan: DatabasePlan) => Promise<ArchivedDatabase>): Promise<void> {
    const all = await Promise.all(services.map((service) => work(this.planOf(service))));
    this.databases = new Map(all.map((database) => [database.service, database]));
  }

  private supervisor(): Supervisor {
    const { directory, print } = this.settings;
    return new Supervisor({ logs: join(directory, 'logs'), print });
  }

  private around(): Surroundings {
    const { directory: data, env: inherited } = this.settings;
    const databases = new Map([...this.databases].map(([service, { url }]) => [databaseOf(service), url]));
    const { kafkaBrokers, ports } = this;
    return { bus: 'kafka', kafkaBrokers, databases, ports, outsideWorld: 'simulators', data, inherited };
  }
}
