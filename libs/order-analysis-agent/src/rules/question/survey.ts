import type { AnalysisRequest, Subject } from '../../analyst.js';
import type { CircuitFact, CustomerFact, OrderSummaryFact, OverviewFact, StuckFact } from '../../facts/fact.js';
import { getCustomerHistory } from '../../tools/customer.tools.js';
import { findStuckOrders, getCircuits } from '../../tools/operation.tools.js';
import { getOverview, searchOrders } from '../../tools/search.tools.js';
import type { Readings } from '../readings.js';
import type { Wish } from './read-question.js';

export type Question = Extract<Subject, { kind: 'question' }>;

/** All that the rules know about many orders. What could not be read is undefined or empty. */
export interface Survey {
  readonly overview: OverviewFact | undefined;
  /** The newest that fit the question. */
  readonly orders: readonly OrderSummaryFact[];
  readonly stuck: readonly StuckFact[];
  readonly circuits: readonly CircuitFact[];
  readonly customer: CustomerFact | undefined;
}

/** Orders that are found at most, and stuck ones. */
export const FOUND = 20;
const HOUR_MS = 3_600_000;

export async function survey(
  { customerId }: Question,
  wish: Wish,
  { facts, signal }: AnalysisRequest,
  readings: Readings,
  now: Date,
): Promise<Survey> {
  const placedAfter = new Date(now.getTime() - wish.hours * HOUR_MS).toISOString();
  const { reason, status, before: placedBefore } = wish;
  const filter = { customerId, reason, status, placedAfter, placedBefore, limit: FOUND };
  const [overview, orders, stuck, circuits, customer] = await Promise.all([
    readings.tryTo(getOverview, () => facts.overview(wish.hours, customerId, signal)),
    readings.tryTo(searchOrders, () => facts.search(filter, signal)),
    readings.tryTo(findStuckOrders, () => facts.stuckSagas(FOUND, signal)),
    readings.tryTo(getCircuits, () => facts.circuits(signal)),
    customerId === undefined ? undefined : readings.tryTo(getCustomerHistory, () => facts.customer(customerId, signal)),
  ]);
  return {
    overview,
    orders: orders ?? [],
    stuck: stuck ?? [],
    circuits: (circuits ?? []).filter(({ state }) => state !== 'closed'),
    customer,
  };
}
