import type { PlayedOrder } from './play-orders.js';
import type { StockLevel } from './stock.js';

export interface Summary {
  readonly placed: number;
  readonly confirmed: number;
  readonly cancelled: Readonly<Record<string, number>>;
  /** Totals of the confirmed orders, per currency, in minor units. */
  readonly revenue: Readonly<Record<string, number>>;
  /** Milliseconds from the request to the final status. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly seconds: number;
  /** Requests that had no good answer and were sent again, by method and answer; empty when the shop has answered all. */
  readonly repeated: Readonly<Record<string, number>>;
  /** What does not add up; empty when everything does. */
  readonly faults: readonly string[];
}

export interface Played {
  readonly expected: number;
  readonly orders: readonly PlayedOrder[];
  readonly before: ReadonlyMap<string, StockLevel>;
  readonly after: ReadonlyMap<string, StockLevel>;
  readonly unlimitedStock: boolean;
  readonly seconds: number;
  readonly repeated: Readonly<Record<string, number>>;
}

export function summarise(played: Played): Summary {
  const { orders, seconds, repeated } = played;
  const confirmed = orders.filter(({ order }) => order.status === 'confirmed');
  const cancelled = orders.filter(({ order }) => order.status === 'cancelled');
  const times = orders.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return {
    placed: orders.length,
    confirmed: confirmed.length,
    cancelled: count(cancelled.map(({ order }) => order.cancellation?.reason ?? 'unknown')),
    revenue: sum(confirmed.map(({ order }) => [order.total.currency, order.total.amountMinor] as const)),
    latency: { p50: percentile(times, 50), p95: percentile(times, 95), p99: percentile(times, 99) },
    seconds: Math.round(seconds * 10) / 10,
    repeated,
    faults: [...orderFaults(played), ...moneyFaults(orders), ...stockFaults(played)],
  };
}

function orderFaults({ expected, orders, unlimitedStock }: Played): string[] {
  const faults = orders.length === expected ? [] : [`${expected} orders in the file, ${orders.length} at an end`];
  const refused = orders.filter(({ order }) => order.status !== 'confirmed').length;
  return unlimitedStock && refused > 0
    ? [...faults, `${refused} orders not confirmed in spite of unlimited stock`]
    : faults;
}

/** By the payment service's own books: a confirmed order's total is taken, nothing of a cancelled one is kept. */
function moneyFaults(orders: readonly PlayedOrder[]): string[] {
  return orders.flatMap(({ ref, order, payment }) => {
    const took = payment && ['captured', 'refunded', 'partially_refunded'].includes(payment.status);
    const kept = took ? payment.amount.amountMinor - payment.refundedAmount.amountMinor : 0;
    const due = order.status === 'confirmed' ? order.total.amountMinor : 0;
    return kept === due ? [] : [`${ref} is ${order.status}: ${due} should be kept of it, ${kept} is`];
  });
}

/** What is gone from the shelf, or promised, is exactly what the confirmed orders took. */
function stockFaults({ orders, before, after }: Played): string[] {
  const taken = sum(
    orders
      .filter(({ order }) => order.status === 'confirmed')
      .flatMap(({ order }) => order.items.map(({ sku, quantity }) => [sku, quantity] as const)),
  );
  return [...before].flatMap(([sku, was]) => {
    const is = after.get(sku);
    const left = was.available - (is?.available ?? 0);
    if (is && is.onHand >= is.reserved && left === (taken[sku] ?? 0)) return [];
    return [`${sku}: ${left} left the available stock, but confirmed orders took ${taken[sku] ?? 0}`];
  });
}

function percentile(sorted: readonly number[], rank: number): number {
  const index = Math.min(sorted.length - 1, Math.ceil((rank / 100) * sorted.length) - 1);
  return Math.round(sorted[Math.max(0, index)] ?? 0);
}

function count(values: readonly string[]): Record<string, number> {
  return sum(values.map((value) => [value, 1] as const));
}

function sum(pairs: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [key, value] of pairs) sums[key] = (sums[key] ?? 0) + value;
  return sums;
}
