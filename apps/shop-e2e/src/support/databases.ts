import { Client } from 'pg';
import { shop } from './shop.js';

/** What a service's messages pass through; everything else in its database is what it knows. */
const transport = ['outbox', 'inbox', 'intents', 'migrations'];

/** The services that react to events. */
export const reacting = [
  'order-service',
  'inventory-service',
  'payment-service',
  'shipping-service',
  'notification-service',
] as const;
export type Reacting = (typeof reacting)[number];

/** Asks a service's database, past the service: for what no client can see. */
export async function query<Row extends object>(
  service: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const client = new Client({ connectionString: shop().databases[service] });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Events that are not sent and calls that are not made, of all services. */
export async function unfinished(): Promise<number> {
  const services = [...reacting, 'user-service'];
  const text = `SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)::int + (SELECT count(*) FROM intents)::int AS left`;
  const counts = await Promise.all(services.map((service) => query<{ left: number }>(service, text)));
  return counts.flat().reduce((sum, { left }) => sum + left, 0);
}

/** Service/table → a digest of all its rows. */
export async function everythingKnown(services: readonly Reacting[] = reacting): Promise<Record<string, string>> {
  const digests = await Promise.all(services.map(digestsOf));
  return Object.fromEntries(digests.flat());
}

async function digestsOf(service: Reacting): Promise<readonly (readonly [string, string])[]> {
  const tables = await query<{ name: string }>(
    service,
    'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename <> ALL ($1)',
    [transport],
  );
  return Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await query<{ digest: string }>(
        service,
        `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, ' ' ORDER BY t::text)), '') AS digest FROM ${name} AS t`,
      );
      return [`${service}/${name}`, row?.digest ?? ''] as const;
    }),
  );
}
