import { freshDatabase } from '@shop/group-commit/testing';
import { migrate } from '@shop/platform';
import type { DatabaseOptions } from '@shop/platform';
import { DataSource } from 'typeorm';

/** The statements that TypeORM would run to make the migrated tables those that the entities describe. */
export async function schemaDifference({
  entities,
  migrations,
}: Pick<DatabaseOptions, 'entities' | 'migrations'>): Promise<readonly string[]> {
  const database = await freshDatabase();
  const { url } = database;
  await migrate({ url, applicationName: 'spec', migrations, patienceMs: 1_000 });
  const source = new DataSource({ type: 'postgres', url, entities: [...entities], installExtensions: false });
  await source.initialize();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  await database.drop();
  return upQueries.map(({ query }) => query);
}
