import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { newId } from '@shop/kernel';
import { messagingMigrations } from '@shop/messaging';
import { migrate } from '@shop/platform';
import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { cancel, capture, prepare } from './domain/payment.decisions.js';
import { CreatePaymentTables1763600000030 } from './migrations/create-payment-tables.js';
import { PaymentStore } from './payment.store.js';

Logger.overrideLogger(false);

let database: FreshDatabase;
let reader: Pool;
let pools: Pool[];
beforeAll(async () => {
  database = await freshDatabase();
  const migrations = [...messagingMigrations, CreatePaymentTables1763600000030];
  await migrate({ url: database.url, applicationName: 'spec', migrations, patienceMs: 1_000 });
  reader = new Pool({ connectionString: database.url, max: 1 });
  pools = [1, 2, 3].map(() => new Pool({ connectionString: database.url, max: 2, pipeline: true }));
});
afterAll(async () => {
  await Promise.all([reader, ...pools].map((pool) => pool.end()));
  await database.drop();
});

const order = { customerId: 'ada', amount: { amountMinor: 3600, currency: 'USD' }, cardToken: 'tok_visa' };
const mint = () => ({ id: newId(), at: new Date().toISOString() });
const stores = () => pools.map((pool) => new PaymentStore(new GroupCommit(pool)));
const newOrders = () => Array.from({ length: 100 }, newId);

it('loses nothing when replicas meet a new order at the same time', async () => {
  const [first, second] = stores();
  const orderIds = newOrders();
  // Opposite orders, so that they really get in each other's way.
  await Promise.all([
    ...orderIds.map((id) => first?.change(id, prepare(order, mint()))),
    ...orderIds.toReversed().map((id) => second?.change(id, capture(mint()))),
  ]);
  const { rows } = await reader.query<{ charges: number }>(
    `SELECT count(*)::int AS charges FROM intents WHERE payload ->> 'reference' = ANY($1) GROUP BY payload ->> 'reference'`,
    [orderIds],
  );
  expect(rows).toEqual(orderIds.map(() => ({ charges: 1 })));
});

it('answers every cancellation or waits for its charge when replicas meet all three events at the same time', async () => {
  const [first, second, third] = stores();
  const orderIds = newOrders();
  await Promise.all([
    ...orderIds.map((id) => first?.change(id, prepare(order, mint()))),
    ...orderIds.toReversed().map((id) => second?.change(id, capture(mint()))),
    ...orderIds.map((id) => third?.change(id, cancel(mint()))),
  ]);
  const { rows } = await reader.query<{ asked: boolean; answers: number }>(
    `SELECT charge_status IS NOT NULL AS asked,
       (SELECT count(*)::int FROM outbox WHERE key = order_id) AS answers
     FROM payments WHERE order_id = ANY($1)`,
    [orderIds],
  );
  expect(rows).toHaveLength(orderIds.length);
  for (const { asked, answers } of rows) expect(answers).toBe(asked ? 0 : 1);
});
