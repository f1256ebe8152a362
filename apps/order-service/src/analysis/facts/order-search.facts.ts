import type { OrderSearch, OrderSummaryFact } from '@shop/order-analysis-agent';
import type { FactPool } from './fact-pool.js';
import { firstIdAt, lastIdAt } from './ids-by-time.js';
import { ORDER_COLUMNS, summaryFact } from './order-rows.js';
import type { OrderRow } from './order-rows.js';
import { onlyOrdersOf } from './viewpoint.js';
import type { Viewpoint } from './viewpoint.js';

/** Orders that are looked at for those that fit; the newest ones. */
const LOOKED_AT = 20_000;
const SIMILAR_AMONG = 1000;

/** What an index answers is asked inside, so that the bound is on what has to be looked at one by one. */
const SEARCH = `
  SELECT ${ORDER_COLUMNS} FROM (
    SELECT * FROM order_views
    WHERE ($1::text IS NULL OR customer_id = $1) AND ($2::text IS NULL OR status = $2)
      AND ($3::text IS NULL OR id >= $3) AND ($4::text IS NULL OR id <= $4)
    ORDER BY id DESC LIMIT ${LOOKED_AT}) AS o
  WHERE ($5::timestamptz IS NULL OR o.placed_at >= $5) AND ($6::timestamptz IS NULL OR o.placed_at <= $6)
    AND ($7::text IS NULL OR o.shown->'cancellation'->>'reason' = $7)
    AND ($8::bigint IS NULL OR (o.shown->'total'->>'amountMinor')::bigint >= $8)
    AND ($9::bigint IS NULL OR (o.shown->'total'->>'amountMinor')::bigint <= $9)
  ORDER BY o.id DESC LIMIT $10`;

/** A customer finds their own orders, whatever the filter says, as in the list of orders. */
export async function searchOrders(
  pool: FactPool,
  viewpoint: Viewpoint,
  filter: OrderSearch,
  signal: AbortSignal,
): Promise<readonly OrderSummaryFact[]> {
  const { status, reason, placedAfter, placedBefore, minTotalMinor, maxTotalMinor, limit } = filter;
  const rows = await pool.rows<OrderRow>(signal, SEARCH, [
    onlyOrdersOf(viewpoint) ?? filter.customerId,
    status,
    placedAfter && firstIdAt(new Date(placedAfter)),
    placedBefore && lastIdAt(new Date(placedBefore)),
    placedAfter,
    placedBefore,
    reason,
    minTotalMinor,
    maxTotalMinor,
    limit,
  ]);
  return rows.map(summaryFact);
}

const SIMILAR = `
  SELECT ${ORDER_COLUMNS} FROM (
    SELECT * FROM order_views WHERE id <> $1 AND ($2::text IS NULL OR customer_id = $2)
    ORDER BY id DESC LIMIT ${SIMILAR_AMONG}) AS o
  WHERE o.shown->'cancellation'->>'reason' = $3
    OR EXISTS (SELECT 1 FROM jsonb_array_elements(o.shown->'items') AS line WHERE line->>'sku' = ANY($4))
  ORDER BY o.id DESC LIMIT $5`;

export async function ordersLike(
  pool: FactPool,
  viewpoint: Viewpoint,
  { id, shown }: OrderRow,
  limit: number,
  signal: AbortSignal,
): Promise<readonly OrderSummaryFact[]> {
  const skus = shown.items.map(({ sku }) => sku);
  const reason = shown.cancellation?.reason;
  const rows = await pool.rows<OrderRow>(signal, SIMILAR, [id, onlyOrdersOf(viewpoint), reason, skus, limit]);
  return rows.map(summaryFact);
}
