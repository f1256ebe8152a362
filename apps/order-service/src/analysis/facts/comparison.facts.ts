import type { ComparisonFact } from '@shop/order-analysis-agent';
import type { FactPool } from './fact-pool.js';
import type { OrderRow } from './order-rows.js';

/** The newest orders, as far as they are looked at: what is usual lately, at the same price however many there are. */
const SAMPLE = 1000;
/** With fewer there is nothing usual yet. */
const FEWEST = 20;

const sampled = (columns: string) =>
  `WITH sample AS MATERIALIZED (SELECT ${columns} FROM order_views WHERE id <> $1 ORDER BY id DESC LIMIT ${SAMPLE})`;

const TOTALS = `
  ${sampled(`shown->'total' AS total`)}
  SELECT count(*)::int AS known,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY (total->>'amountMinor')::float8) AS median,
    percentile_disc(0.95) WITHIN GROUP (ORDER BY (total->>'amountMinor')::float8) AS p95
  FROM sample WHERE total->>'currency' = $2`;

const QUANTITIES = `
  ${sampled(`shown->'items' AS items`)}
  SELECT line->>'sku' AS sku, percentile_disc(0.95) WITHIN GROUP (ORDER BY (line->>'quantity')::int) AS p95
  FROM sample CROSS JOIN jsonb_array_elements(items) AS line
  WHERE line->>'sku' = ANY($2) GROUP BY 1 HAVING count(*) >= $3`;

/** Counted up to so many orders at the address; nobody needs to know more. */
const OTHERS = `
  SELECT count(DISTINCT customer_id)::int AS others FROM (
    SELECT o.customer_id FROM order_views o
    WHERE o.address_key = (SELECT address_key FROM order_views WHERE id = $1) AND o.customer_id <> $2
    LIMIT ${SAMPLE}) AS there`;

interface Totals {
  readonly known: number;
  readonly median: number | null;
  readonly p95: number | null;
}

export async function comparisonOf(pool: FactPool, order: OrderRow, signal: AbortSignal): Promise<ComparisonFact> {
  const { id, customer_id: customerId, shown } = order;
  const skus = shown.items.map(({ sku }) => sku);
  const [[totals], quantities, [there]] = await Promise.all([
    pool.rows<Totals>(signal, TOTALS, [id, shown.total.currency]),
    pool.rows<{ sku: string; p95: number }>(signal, QUANTITIES, [id, skus, FEWEST]),
    pool.rows<{ others: number }>(signal, OTHERS, [id, customerId]),
  ]);
  const enough = totals && totals.known >= FEWEST;
  const usual = new Map(quantities.map(({ sku, p95 }) => [sku, p95]));
  return {
    evidence: `comparison:${id}`,
    medianTotalMinor: enough ? totals.median : null,
    p95TotalMinor: enough ? totals.p95 : null,
    quantities: shown.items.map(({ sku, quantity }) => ({ sku, quantity, p95: usual.get(sku) ?? null })),
    otherCustomersAtAddress: there?.others ?? 0,
  };
}
