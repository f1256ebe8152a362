import { freshDatabase } from '@shop/group-commit/testing';
import { migrate } from '@shop/platform';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CreateShipmentTables1763600000040 } from './migrations/create-shipment-tables.js';
import { ShipmentView } from './shipment.view.js';

Logger.overrideLogger(false);

it('is read as it was migrated: TypeORM would change no column that it knows', async () => {
  const { url, drop } = await freshDatabase();
  await migrate({ url, applicationName: 'spec', migrations: [CreateShipmentTables1763600000040], patienceMs: 1_000 });
  const source = new DataSource({ type: 'postgres', url, entities: [ShipmentView], installExtensions: false });
  await source.initialize();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  await drop();
  // It would drop what only the group commit reads; a column that differs would also be altered or added.
  const unknown = /^ALTER TABLE "shipments" DROP (?:COLUMN|CONSTRAINT) /;
  expect(upQueries.map(({ query }) => query).filter((query) => !unknown.test(query))).toEqual([]);
});
