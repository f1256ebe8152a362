import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import { runAsChild } from '../child-report.js';
import { floorSchema, STEPS, stepStatements } from './floor-statements.js';

export interface FloorTask {
  readonly url: string;
  readonly orders: number;
  readonly warmUp: number;
  /** Orders that share a transaction. */
  readonly batch: number;
  /** Transactions at a time. */
  readonly lanes: number;
}

/**
 * The floor under a saga on this machine: pg alone writes the rows that the services write, in batches, from one process. No HTTP, no
 * broker, no framework, no decisions: nothing that keeps these promises can be faster.
 */
await runAsChild<FloorTask>(async ({ url, orders, warmUp, batch, lanes }, report) => {
  const pool = new Pool({ connectionString: url, max: lanes });
  for (const statement of floorSchema) await pool.query(statement);
  const write = (count: number) => writeOrders(pool, count, batch, lanes);
  await write(warmUp);
  report({ kind: 'warm' });
  const start = performance.now();
  await write(orders);
  report({ kind: 'done', units: orders, seconds: (performance.now() - start) / 1_000 });
  await pool.end();
});

async function writeOrders(pool: Pool, count: number, batch: number, lanes: number): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      const ids = Array.from({ length: Math.min(batch, left) }, () => randomUUID());
      left -= ids.length;
      for (let step = 0; step < STEPS; step++) await writeStep(pool, step, ids);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function writeStep(pool: Pool, step: number, ids: readonly string[]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    for (const statement of stepStatements(step, ids)) await client.query(statement);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}
