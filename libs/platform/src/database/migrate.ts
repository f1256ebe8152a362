import { Logger } from '@nestjs/common';
import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import { reachDatabase } from './reach-database.js';
import { typeormLog } from './typeorm-log.js';

export type MigrationClass = new () => MigrationInterface;

export interface MigrationPlan {
  readonly url: string;
  readonly applicationName: string;
  /** In the order in which they run. */
  readonly migrations: readonly MigrationClass[];
  /** How long to wait for a database that is not up yet, in milliseconds. */
  readonly patienceMs: number;
}

/**
 * Brings the schema up to date and gives the names of what it ran. TypeORM takes no lock of its own, and replicas of a service start
 * together: so the whole run is under an advisory lock, held on a connection apart, for each migration commits on the runner's own.
 * @throws AppError `unavailable` if the database cannot be reached in time; whatever a migration throws, after rolling it back.
 */
export async function migrate(plan: MigrationPlan): Promise<readonly string[]> {
  const config = { connectionString: plan.url, application_name: `${plan.applicationName} migrations` };
  const client = await reachDatabase(config, plan.patienceMs);
  try {
    return await underLock(client, () => runMigrations(plan));
  } finally {
    await client.end();
  }
}

async function underLock<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
  // Ends with the connection, whatever happens to this process.
  await client.query(`SELECT pg_advisory_lock(hashtextextended('shop.migrations', 0))`);
  return work();
}

async function runMigrations({ url, applicationName, migrations }: MigrationPlan): Promise<readonly string[]> {
  // A data source of its own: the service's has time limits, which a migration may well exceed.
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName: `${applicationName} migrations`,
    poolSize: 1,
    installExtensions: false,
    logger: typeormLog(),
    migrations: [...migrations],
  });
  await source.initialize();
  try {
    const ran = await source.runMigrations({ transaction: 'each' });
    const names = ran.map(({ name }) => name);
    if (names.length > 0) new Logger('database').log(`migrated: ${names.join(', ')}`);
    return names;
  } finally {
    await source.destroy();
  }
}
