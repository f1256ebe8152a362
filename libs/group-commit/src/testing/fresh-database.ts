import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

export interface FreshDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * An empty database of its own on the server at TEST_DATABASE_URL.
 * @throws Error without that variable: a test that needs Postgres fails without it, it never skips.
 */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run the tests by `npm test`, which starts a PostgreSQL.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await run(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => drop(server, name) };
}

/** Connections that were closed a moment ago may still be there: forced out, they would end as errors of their pools. */
async function drop(server: string, name: string): Promise<void> {
  await run(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  for (let attempt = 1; attempt < 40 && (await hasConnections(server, name)); attempt++) await delay(50);
  await run(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function hasConnections(server: string, name: string): Promise<boolean> {
  return (await run(server, `SELECT 1 FROM pg_stat_activity WHERE datname = '${name}'`)) > 0;
}

/** @returns how many rows there were */
async function run(url: string, sql: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
