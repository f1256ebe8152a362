import { rowsOf } from './ask-database.js';
import type { DrillShop } from './drill-shop.js';
import { oneShot } from './one-shots.js';

const DIGEST = `SELECT md5(string_agg(v::text, ' ' ORDER BY id)) AS digest FROM order_views v`;

/** Throws the read model of the orders away and has it made again from their events alone. */
export async function rebuildViews(
  shop: DrillShop,
): Promise<{ readonly streams: number; readonly areTheSame: boolean }> {
  const { url } = shop.databaseOf('order-service');
  const digest = async () => (await rowsOf<{ digest: string }>(url, DIGEST))[0]?.digest;
  const before = await digest();
  await rowsOf(url, 'TRUNCATE order_views');
  const { answer } = await oneShot('order-service', 'rebuild-views', [], shop.environmentOf('order-service'));
  const { streams } = answer as { streams: number };
  return { streams, areTheSame: before === (await digest()) };
}
