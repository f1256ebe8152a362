import { Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { GroupCommit } from '@shop/group-commit';
import { HealthRegistry } from '@shop/kernel';
import { Metrics } from '@shop/telemetry';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import type { EntitySchema } from 'typeorm';
import type { DatabaseConfig } from '../config/common-config.js';
import { awaitSchema } from './await-schema.js';
import { migrate } from './migrate.js';
import type { MigrationClass } from './migrate.js';
import { openDataSource, poolOf } from './open-data-source.js';
import { measurePool } from './pool-metrics.js';

export interface DatabaseOptions {
  /** The service's name: `application_name` of its connections. */
  readonly service: string;
  readonly config: DatabaseConfig;
  readonly entities: readonly (EntitySchema | (new () => object))[];
  /** In the order in which they run. */
  readonly migrations: readonly MigrationClass[];
  /** The most connections, of TypeORM and of group commit together; default 10. */
  readonly poolSize?: number;
  /** How long to wait for a database that is not up yet, in milliseconds; default 60,000. */
  readonly patienceMs?: number;
}

/**
 * The service's database. Once the container is up the schema is up to date, and everywhere in the service can be injected:
 * TypeORM's `DataSource` (and repositories, by `TypeOrmModule.forFeature`), pg's `Pool`, and `GroupCommit`. The first two share one pool
 * of connections. Adds the ready check `database`. Survives a restart of PostgreSQL: broken connections are replaced.
 *
 * When the service stops, group commit finishes before the pool ends; stop whatever submits to it in `onModuleDestroy` or before.
 */
@Module({})
export class DatabaseModule implements BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(
    private readonly source: DataSource,
    private readonly commits: GroupCommit,
  ) {}

  static with(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          // The token that `TypeOrmModule.forFeature` looks for; of the default source it is the class.
          provide: getDataSourceToken(),
          inject: [{ token: HealthRegistry, optional: true }],
          useFactory: (health?: HealthRegistry) => connect(options, health),
        },
        {
          provide: Pool,
          inject: [DataSource, { token: Metrics, optional: true }],
          useFactory: (source: DataSource, metrics?: Metrics) => {
            const pool = poolOf(source);
            if (metrics) measurePool(pool, metrics);
            return pool;
          },
        },
        {
          provide: GroupCommit,
          inject: [Pool, { token: Metrics, optional: true }],
          useFactory: (pool: Pool, metrics?: Metrics) => {
            const { GROUP_COMMIT_MAX: maxGroup, GROUP_COMMIT_LANES: lanes } = options.config;
            return new GroupCommit(pool, { maxGroup, lanes, ...(metrics && { metrics }) });
          },
        },
      ],
      exports: [DataSource, Pool, GroupCommit],
    };
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.commits.drained();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

async function connect(options: DatabaseOptions, health: HealthRegistry | undefined): Promise<DataSource> {
  const { service, config, entities, migrations, poolSize = 10, patienceMs = 60_000 } = options;
  const url = config.DATABASE_URL.reveal();
  const plan = { url, applicationName: service, migrations, patienceMs };
  await (config.MIGRATE_AT_START ? migrate(plan) : awaitSchema(plan));
  const source = await openDataSource({ url, applicationName: service, entities, poolSize });
  health?.add('database', 'ready', async () => {
    await poolOf(source).query('SELECT 1');
  });
  return source;
}
