import { notFound } from '@shop/kernel';
import type { CancellationCause, CustomerFact, OrderState } from '@shop/order-analysis-agent';
import type { FactPool } from './fact-pool.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of the customer's orders the newest so many are counted. */
const MOST_ORDERS = 1000;
const ENDED: readonly OrderState[] = ['confirmed', 'shipped', 'delivered', 'cancelled'];

/** An order as far as its customer is judged by it. */
export interface PastOrder {
  readonly status: OrderState;
  readonly placedAt: Date;
  readonly currency: string;
  readonly total: number;
  readonly refunded: number;
  readonly isDeclined: boolean;
  readonly reason: CancellationCause | null;
}

const PAST_ORDERS = `
  SELECT status, placed_at AS "placedAt", shown->'total'->>'currency' AS currency,
    (shown->'total'->>'amountMinor')::float8 AS total,
    coalesce((shown->'payment'->'refundedAmount'->>'amountMinor')::float8, 0) AS refunded,
    coalesce(shown->'payment'->>'status' = 'declined', false)
      OR coalesce(shown->'cancellation'->>'reason' = 'payment_declined', false) AS "isDeclined",
    shown->'cancellation'->>'reason' AS reason
  FROM order_views WHERE customer_id = $1 ORDER BY id DESC LIMIT $2`;

/** @throws AppError `customer.not-found` for somebody who has ordered nothing */
export async function customerOf(
  pool: FactPool,
  customerId: string,
  asOf: Date,
  signal: AbortSignal,
): Promise<CustomerFact> {
  const rows = await pool.rows<PastOrder>(signal, PAST_ORDERS, [customerId, MOST_ORDERS]);
  if (rows.length === 0) throw notFound('customer', customerId);
  return customerFact(customerId, rows, asOf);
}

/** @param past the customer's orders, newest first: at least one */
export function customerFact(customerId: string, past: readonly PastOrder[], asOf: Date): CustomerFact {
  const before = past.filter(({ placedAt }) => placedAt < asOf);
  const within = (ms: number) => before.filter(({ placedAt }) => placedAt.getTime() >= asOf.getTime() - ms);
  // Of several currencies the one that they order in now: amounts in two cannot be compared.
  const currency = past[0]?.currency ?? '';
  const standing = (orders: readonly PastOrder[]) =>
    orders.filter((order) => order.currency === currency && !['cancelling', 'cancelled'].includes(order.status));
  return {
    evidence: `customer:${customerId}`,
    customerId,
    orders: past.length,
    spent: { amountMinor: sum(standing(past).map(({ total, refunded }) => total - refunded)), currency },
    cancelled: countOf(past.flatMap(({ reason }) => reason ?? [])),
    refusalRate: refusalRate(past),
    lastHour: within(HOUR_MS).length,
    lastDay: within(DAY_MS).length,
    declinesLastDay: within(DAY_MS).filter(({ isDeclined }) => isDeclined).length,
    medianTotalMinor: median(standing(before).map(({ total }) => total)),
    firstOrderAt: past.at(-1)?.placedAt.toISOString() ?? null,
  };
}

function refusalRate(past: readonly PastOrder[]): number {
  const ended = past.filter(({ status }) => ENDED.includes(status));
  const refused = ended.filter(({ status, reason }) => status === 'cancelled' && reason !== 'customer_request');
  return ended.length === 0 ? 0 : Math.round((refused.length / ended.length) * 1000) / 1000;
}

function countOf(reasons: readonly CancellationCause[]): CustomerFact['cancelled'] {
  const counts: Partial<Record<CancellationCause, number>> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

const sum = (amounts: readonly number[]) => amounts.reduce((soFar, amount) => soFar + amount, 0);

/** The lower one of two in the middle. */
function median(amounts: readonly number[]): number | null {
  const sorted = [...amounts].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
