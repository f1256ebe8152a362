import type { Sample, Samples } from './contenders.js';
import { cpuPerUnit, cpuTimes } from './cpu-time.js';
import type { TimedOrder } from './order-load.js';
import { now } from './order-load.js';
import type { Figure } from './results.js';
import type { ShopProgress } from './shop-progress.js';
import type { ShopUnderTest } from './shop-under-test.js';
import { percentile } from './statistics.js';

const kinds = ['confirmed', 'decided', 'outbox'] as const;
const ranks = [50, 99] as const;

const nameOf = (rate: number, kind: string, rank: number) => `latency.${rate}.${kind}.p${rank}`;

export function latencyFigures(rate: number): readonly Figure[] {
  return kinds.flatMap((kind) =>
    ranks.map((rank) => {
      const what = `${kind}, percentile ${rank}, at ${rate} orders/s`;
      return { name: nameOf(rate, kind, rank), what, unit: 'ms' };
    }),
  );
}

/** Runs a load and reads from the services' tables, afterwards, when each of its orders was confirmed: asking costs the load nothing. */
export async function latencySamples(
  shop: ShopUnderTest,
  progress: ShopProgress,
  rate: number,
  run: () => Promise<readonly TimedOrder[]>,
): Promise<Samples> {
  const from = now();
  const before = cpuTimes(shop.processes());
  const orders = await run();
  await progress.allConfirmed();
  await progress.drained();
  const cpu = cpuPerUnit(before, cpuTimes(shop.processes()), orders.length);
  const values = { ...(await confirmations(progress, orders)), outbox: await outboxLags(progress, from) };
  const samples = kinds.flatMap((kind) =>
    ranks.map((rank): [string, Sample] => {
      const also = { count: values[kind].length, max: Math.max(...values[kind]) };
      return [nameOf(rate, kind, rank), { value: percentile(values[kind], rank), cpu, also }];
    }),
  );
  return Object.fromEntries(samples);
}

const CONFIRMED = `
  SELECT key AS id, extract(epoch FROM published_at) * 1000 AS acknowledged,
         extract(epoch FROM (headers->>'ce_time')::timestamptz) * 1000 AS decided
  FROM outbox WHERE key = ANY($1) AND headers->>'ce_type' = 'shop.order.confirmed.v1'`;

async function confirmations(progress: ShopProgress, orders: readonly TimedOrder[]) {
  const { rows } = await progress
    .client('order_service')
    .query<{ id: string; acknowledged: string; decided: string }>(CONFIRMED, [orders.map(({ id }) => id)]);
  const dueAt = new Map(orders.map((order) => [order.id, order.dueAt]));
  if (rows.length !== orders.length)
    throw new Error(`${rows.length} confirmations of ${orders.length} orders were found.`);
  const since = (id: string, at: string) => Number(at) - (dueAt.get(id) ?? Number.NaN);
  return {
    confirmed: rows.map(({ id, acknowledged }) => since(id, acknowledged)),
    decided: rows.map(({ id, decided }) => since(id, decided)),
  };
}

/** Both times are the database's own. */
async function outboxLags(progress: ShopProgress, from: number): Promise<readonly number[]> {
  const perService = progress.databases.map(async (database) => {
    const { rows } = await progress.client(database).query<{ lag: string }>(
      `SELECT extract(epoch FROM published_at - created_at) * 1000 AS lag FROM outbox
       WHERE created_at >= to_timestamp($1::float8 / 1000) AND published_at IS NOT NULL`,
      [from],
    );
    return rows.map(({ lag }) => Number(lag));
  });
  return (await Promise.all(perService)).flat();
}
