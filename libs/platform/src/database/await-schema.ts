import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { unavailable } from '@shop/kernel';
import type { Client } from 'pg';
import type { MigrationPlan } from './migrate.js';
import { reachDatabase } from './reach-database.js';

const EVERY_MS = 500;

/** SQLSTATE of a table that is not there: nothing was ever migrated. */
const UNDEFINED_TABLE = '42P01';

/**
 * Waits until somebody else, who alone may change tables, has brought the schema up to date: with `MIGRATE_AT_START=false`. A schema that
 * is ahead of this service will do, so that the version before can still be started.
 * @throws AppError `unavailable`: `database.unreachable`, or `database.schema-outdated` when migrations are missing after `patienceMs`.
 */
export async function awaitSchema(plan: MigrationPlan): Promise<void> {
  const { url, applicationName, patienceMs } = plan;
  const deadline = Date.now() + patienceMs;
  const client = await reachDatabase({ connectionString: url, application_name: applicationName }, patienceMs);
  try {
    for (let attempt = 1; ; attempt++) {
      const missing = await missingMigrations(client, plan);
      if (missing.length === 0) return;
      const what = `The schema is not up to date, these are missing: ${missing.join(', ')}.`;
      if (Date.now() > deadline) throw unavailable('database.schema-outdated', what);
      if (attempt === 1) new Logger('database').log(`waiting for migrations. ${what}`);
      await wait(EVERY_MS);
    }
  } finally {
    await client.end();
  }
}

/** By the names under which TypeORM remembers what it has run. */
async function missingMigrations(client: Client, { migrations }: MigrationPlan): Promise<readonly string[]> {
  const ran = await namesOfRun(client);
  return migrations.map((Migration) => new Migration().name ?? Migration.name).filter((name) => !ran.has(name));
}

async function namesOfRun(client: Client): Promise<ReadonlySet<string>> {
  try {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM migrations');
    return new Set(rows.map(({ name }) => name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return new Set();
    throw error;
  }
}
