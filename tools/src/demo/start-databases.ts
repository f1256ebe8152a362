import { services, unavailable } from '@shop/kernel';
import { startLocalPostgres } from '../infrastructure/local-postgres.js';
import { createServiceDatabases } from '../infrastructure/service-databases.js';
import type { Supervisor } from '../infrastructure/supervisor.js';
import type { DemoOptions } from './demo-options.js';
import { databaseOf } from './shop-map.js';

/** Database name → URL, as the service's own role; on the cluster of DATABASE_URL, or on one that is started here. */
export async function startDatabases(
  options: DemoOptions,
  supervisor: Supervisor,
  debug: (line: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const names = services.map(databaseOf);
  if (options.databaseUrl !== undefined) return inConfiguredCluster(options.databaseUrl, options.data, names);
  const local = await startLocalPostgres({ directory: options.data, durability: 'full', supervisor, debug });
  return createServiceDatabases({ ...local, names });
}

async function inConfiguredCluster(adminUrl: string, secrets: string, names: readonly string[]) {
  try {
    return await createServiceDatabases({ adminUrl, secrets, names });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw unavailable('demo.no-databases', `The databases cannot be made in the cluster of DATABASE_URL: ${reason}.`, {
      cause,
    });
  }
}
