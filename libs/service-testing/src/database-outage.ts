import { Client } from 'pg';

/** Ends all connections to a database of the server at TEST_DATABASE_URL, and lets nobody in until `restoreDatabase`. */
export async function cutDatabase(url: string): Promise<void> {
  const name = nameOf(url);
  await onServer(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
}

export async function restoreDatabase(url: string): Promise<void> {
  await onServer(`ALTER DATABASE ${nameOf(url)} ALLOW_CONNECTIONS true`);
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

async function onServer(sql: string): Promise<void> {
  const client = new Client({ connectionString: process.env['TEST_DATABASE_URL'] });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
