import { isDeepStrictEqual } from 'node:util';
import { EventSourced } from '@shop/event-store';
import type { Pool } from 'pg';
import { orderEvolver } from '../domain/order.js';
import type { Order, OrderEvent } from '../domain/order.js';
import { orderViews, viewOf } from '../order.view.js';
import type { OrderView } from '../order.view.js';

export interface Rebuilt {
  readonly streams: number;
  /** Views that were missing, or were not what their stream comes to. */
  readonly wrong: number;
  /** Views of no stream. */
  readonly orphans: number;
}

export interface RebuildSettings {
  /** `check`: only says what is wrong. */
  readonly mode: 'check' | 'rebuild';
  /** Streams at a time. */
  readonly batch?: number;
}

/** Without snapshots: they are a cache of the same fold that may be at fault. */
const streams = new EventSourced<Order, OrderEvent>({ name: 'orders', evolver: orderEvolver });

/**
 * Makes every order's view what the order's events come to. Safe beside a running service: streams are locked by nobody, so a view that
 * is newer than the stream that was read is left alone.
 */
export async function rebuildViews(pool: Pool, { mode, batch = 500 }: RebuildSettings): Promise<Rebuilt> {
  let [count, wrong] = [0, 0];
  for (let ids = await idsAfter(pool, '', batch); ids.length > 0; ids = await idsAfter(pool, ids.at(-1) ?? '', batch)) {
    const views = await viewsFromEvents(pool, ids);
    const faulty = await differing(pool, views);
    if (mode === 'rebuild' && faulty.size > 0) await orderViews.save(pool, faulty);
    count += ids.length;
    wrong += faulty.size;
  }
  return { streams: count, wrong, orphans: await orphans(pool, mode) };
}

async function idsAfter(pool: Pool, last: string, limit: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'SELECT DISTINCT stream_id AS id FROM events WHERE stream_id > $1 ORDER BY 1 LIMIT $2',
    [last, limit],
  );
  return rows.map(({ id }) => id);
}

async function viewsFromEvents(pool: Pool, ids: readonly string[]): Promise<ReadonlyMap<string, OrderView>> {
  const views = new Map<string, OrderView>();
  for (const [id, { state, version }] of await streams.load(pool, ids)) {
    if (state.exists) views.set(id, viewOf(state, version));
  }
  return views;
}

type Row = Pick<OrderView, 'id' | 'status' | 'shown' | 'version'> & {
  customer_id: string;
  placed_at: Date;
  updated_at: Date;
  address_key: string | null;
};

async function differing(pool: Pool, views: ReadonlyMap<string, OrderView>): Promise<ReadonlyMap<string, OrderView>> {
  const { rows } = await pool.query<Row>('SELECT * FROM order_views WHERE id = ANY($1)', [[...views.keys()]]);
  const known = new Map(rows.map((row) => [row.id, row]));
  return new Map([...views].filter(([id, view]) => !isAsGood(known.get(id), view)));
}

function isAsGood(row: Row | undefined, view: OrderView): boolean {
  if (row === undefined) return false;
  if (row.version > view.version) return true;
  const { id, status, shown, version, customer_id: customerId, placed_at: placedAt, updated_at: updatedAt } = row;
  const { address_key: addressKey } = row;
  // By way of JSON, as the database keeps it: an absent field and an undefined one are the same there.
  const wanted = JSON.parse(JSON.stringify(view)) as object;
  const kept: unknown = JSON.parse(
    JSON.stringify({ id, customerId, status, shown, placedAt, updatedAt, version, addressKey }),
  );
  return isDeepStrictEqual(kept, wanted);
}

const ORPHANS = 'FROM order_views v WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.stream_id = v.id)';

async function orphans(pool: Pool, mode: RebuildSettings['mode']): Promise<number> {
  const { rowCount } = await pool.query(mode === 'rebuild' ? `DELETE ${ORPHANS}` : `SELECT 1 ${ORPHANS}`);
  return rowCount ?? 0;
}
