import { freshDatabase } from '@shop/group-commit/testing';
import { migrate } from '@shop/platform';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CreateOrderTables1763600000010 } from './migrations/create-order-tables.js';
import { OrderView } from './order.view.js';

Logger.overrideLogger(false);

it('is read as it was migrated: TypeORM would change no column', async () => {
  const { url, drop } = await freshDatabase();
  await migrate({ url, applicationName: 'spec', migrations: [CreateOrderTables1763600000010], patienceMs: 1_000 });
  const source = new DataSource({ type: 'postgres', url, entities: [OrderView], installExtensions: false });
  await source.initialize();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  await drop();
  // Indexes are the migrations' own business: the entity does not know them.
  expect(upQueries.map(({ query }) => query).filter((query) => !query.startsWith('DROP INDEX'))).toEqual([]);
});
