import { Client } from 'pg';

/** One connection for one purpose: the databases come and go. */
export async function askDatabase<T>(url: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await ask(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @returns the rows */
export function rowsOf<Row extends object>(url: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  return askDatabase(url, async (client) => (await client.query<Row>(text, [...values])).rows);
}
