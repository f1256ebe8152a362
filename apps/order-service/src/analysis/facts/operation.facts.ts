import type { CancellationCause, OrderState, OverviewFact, StuckFact } from '@shop/order-analysis-agent';
import { RUNNING, STUCK_AFTER_SECONDS } from '../../queries/list-sagas.js';
import type { FactPool } from './fact-pool.js';
import { firstIdAt } from './ids-by-time.js';

interface StuckRow {
  readonly id: string;
  readonly status: OrderState;
  readonly updated_at: Date;
  readonly due_at: Date | null;
  readonly at: Date | null;
  readonly service: string;
  readonly event: string;
}

const STUCK = `
  SELECT o.id, o.status, o.updated_at, d.due_at, last.at, last.service, last.event
  FROM order_views o
  LEFT JOIN saga_deadlines d ON d.saga_id = o.id
  LEFT JOIN LATERAL (
    SELECT at, service, event FROM saga_timeline t WHERE t.order_id = o.id ORDER BY position DESC LIMIT 1
  ) last ON true
  WHERE o.status = ANY($1) AND o.updated_at < now() - $2 * interval '1 second'
  ORDER BY o.id DESC LIMIT $3`;

/** Newest first, as operators see them. */
export async function stuckSagas(pool: FactPool, limit: number, signal: AbortSignal): Promise<readonly StuckFact[]> {
  const rows = await pool.rows<StuckRow>(signal, STUCK, [RUNNING, STUCK_AFTER_SECONDS, limit]);
  return rows.map(({ id, status, updated_at: updatedAt, due_at: dueAt, at, service, event }) => ({
    evidence: `order:${id}`,
    orderId: id,
    status,
    lastStep: at && { at: at.toISOString(), service, event },
    deadlineAt: dueAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
  }));
}

const HOUR_MS = 3_600_000;
/** Orders that are counted; the newest ones of the window. */
const COUNTED = 20_000;

const OVERVIEW = `
  SELECT status, shown->'cancellation'->>'reason' AS reason, count(*)::int AS orders FROM (
    SELECT status, shown FROM order_views
    WHERE id >= $1 AND placed_at >= $2 AND placed_at <= $3 AND ($4::text IS NULL OR customer_id = $4)
    ORDER BY id DESC LIMIT ${COUNTED}) AS placed
  GROUP BY 1, 2`;

interface CountRow {
  readonly status: OrderState;
  readonly reason: CancellationCause | null;
  readonly orders: number;
}

export async function overviewOf(
  pool: FactPool,
  { hours, customerId }: { readonly hours: number; readonly customerId: string | undefined },
  signal: AbortSignal,
): Promise<OverviewFact> {
  const to = new Date();
  const from = new Date(to.getTime() - hours * HOUR_MS);
  const rows = await pool.rows<CountRow>(signal, OVERVIEW, [firstIdAt(from), from, to, customerId]);
  const byStatus: Partial<Record<OrderState, number>> = {};
  const byReason: Partial<Record<CancellationCause, number>> = {};
  for (const { status, reason, orders } of rows) {
    byStatus[status] = (byStatus[status] ?? 0) + orders;
    if (reason) byReason[reason] = (byReason[reason] ?? 0) + orders;
  }
  const window = { from: from.toISOString(), to: to.toISOString() };
  return { evidence: `overview:${window.from}/${window.to}`, ...window, byStatus, byReason };
}
