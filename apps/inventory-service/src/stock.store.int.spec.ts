import { GroupCommit } from '@shop/group-commit';
import { freshDatabase } from '@shop/group-commit/testing';
import type { FreshDatabase } from '@shop/group-commit/testing';
import { messagingMigrations } from '@shop/messaging';
import { eventually } from '@shop/messaging/testing';
import { migrate } from '@shop/platform';
import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { release, reserve } from './domain/stock.decisions.js';
import { CreateInventoryTables1763600000020 } from './migrations/create-inventory-tables.js';
import { StockStore } from './stock.store.js';

let database: FreshDatabase;
let pool: Pool;
let store: StockStore;
const at = '2026-11-20T10:00:00.000Z';
const held = [{ sku: 'A', quantity: 2 }];

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await freshDatabase();
  const migrations = [...messagingMigrations, CreateInventoryTables1763600000020];
  await migrate({ url: database.url, applicationName: 'stock-store-spec', migrations, patienceMs: 1_000 });
  pool = new Pool({ connectionString: database.url, pipeline: true });
  store = new StockStore(new GroupCommit(pool), pool);
  await pool.query(`INSERT INTO products VALUES ('A', 'Thing', 'Test', 100, 'USD', false, 1, now())`);
  await pool.query(`INSERT INTO stock VALUES ('A', 5, 0)`);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** Another replica's transaction that has inserted the order's reservation, and commits only once somebody waits for it. */
async function meanwhile(orderId: string, status: string, work: () => Promise<void>): Promise<unknown> {
  const other = await pool.connect();
  try {
    const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const pid = rows[0]?.pid ?? 0;
    await other.query('BEGIN');
    const items = status === 'reserved' ? held : [];
    const insert = `INSERT INTO reservations (order_id, status, items, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)`;
    await other.query(insert, [orderId, status, JSON.stringify(items), at]);
    const done = work().catch((error: unknown) => error);
    await eventually(() => expectWaiting(pid));
    if (status === 'reserved') await other.query(`UPDATE stock SET reserved = reserved + 2 WHERE sku = 'A'`);
    await other.query('COMMIT');
    return await done;
  } finally {
    other.release();
  }
}

/** Asked on another connection: within its transaction PostgreSQL shows it the same activity again and again. */
async function expectWaiting(backend: number): Promise<void> {
  const { rows } = await pool.query('SELECT 1 FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))', [backend]);
  expect(rows).not.toHaveLength(0);
}

async function reservationOf(orderId: string): Promise<unknown> {
  const { rows } = await pool.query('SELECT status, items FROM reservations WHERE order_id = $1', [orderId]);
  return rows[0];
}

async function reservedOfA(): Promise<number> {
  const { rows } = await pool.query<{ reserved: string }>(`SELECT reserved FROM stock WHERE sku = 'A'`);
  return Number(rows[0]?.reserved);
}

it('reserves nothing for an order that another replica cancels at the same moment', async () => {
  const outcome = await meanwhile('order-1', 'released', () =>
    store.changeFor('order-1', ['A'], reserve('order-1', held, at)),
  );
  expect(outcome).toBeUndefined();
  expect(await reservationOf('order-1')).toEqual({ status: 'released', items: [] });
  expect(await reservedOfA()).toBe(0);
});

it('releases what another replica has reserved at the same moment, at the next attempt', async () => {
  const cancel = () => store.changeReserved('order-2', release('order-2', at));
  await expect(meanwhile('order-2', 'reserved', cancel)).resolves.toMatchObject({ code: 'reservation.just-made' });
  expect(await reservationOf('order-2')).toEqual({ status: 'reserved', items: held });
  expect(await reservedOfA()).toBe(2);
  await cancel();
  expect(await reservationOf('order-2')).toEqual({ status: 'released', items: held });
  expect(await reservedOfA()).toBe(0);
  const { rows } = await pool.query(`SELECT value FROM outbox WHERE key = 'order-2'`);
  expect(rows).toEqual([{ value: JSON.stringify({ orderId: 'order-2', items: held }) }]);
});
