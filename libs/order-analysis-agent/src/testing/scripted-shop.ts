import type { AppError } from '@shop/kernel';
import type {
  CircuitFact,
  ComparisonFact,
  CustomerFact,
  DeadLetterFact,
  OrderFact,
  OrderSummaryFact,
  OverviewFact,
  PaymentFact,
  ShipmentFact,
  StepFact,
  StockFact,
  StreamFact,
  StuckFact,
} from '../facts/fact.js';
import type { OrderSearch, ShopFacts } from '../facts/shop-facts.js';

type ById<T> = Readonly<Record<string, T>>;
export type Read = Exclude<keyof ShopFacts, 'rights'>;

/** What the shop of a test knows: what is left out is empty, or not there. */
export interface ScriptedShop {
  readonly orders?: readonly OrderFact[];
  readonly timelines?: ById<readonly StepFact[]>;
  readonly streams?: ById<readonly StreamFact[]>;
  readonly payments?: ById<PaymentFact>;
  readonly shipments?: ById<ShipmentFact>;
  readonly stock?: readonly StockFact[];
  readonly customers?: ById<CustomerFact>;
  readonly comparisons?: ById<ComparisonFact>;
  readonly similar?: ById<readonly OrderSummaryFact[]>;
  readonly stuck?: readonly StuckFact[];
  readonly deadLetters?: ById<readonly DeadLetterFact[]>;
  readonly circuits?: readonly CircuitFact[];
  readonly overview?: OverviewFact;
  /** Reads that fail, whatever they ask. */
  readonly failures?: Partial<Record<Read, AppError>>;
}

/** Whether a search would find the order. */
export function matches(order: OrderFact, filter: OrderSearch): boolean {
  const { amountMinor } = order.total;
  return (
    (filter.customerId === undefined || order.customerId === filter.customerId) &&
    (filter.status === undefined || order.status === filter.status) &&
    (filter.reason === undefined || order.cancellation?.reason === filter.reason) &&
    (filter.placedAfter === undefined || Date.parse(order.placedAt) >= Date.parse(filter.placedAfter)) &&
    (filter.placedBefore === undefined || Date.parse(order.placedAt) <= Date.parse(filter.placedBefore)) &&
    (filter.minTotalMinor === undefined || amountMinor >= filter.minTotalMinor) &&
    (filter.maxTotalMinor === undefined || amountMinor <= filter.maxTotalMinor)
  );
}

export function summaryOf(order: OrderFact): OrderSummaryFact {
  const { evidence, orderId, customerId, status, total, placedAt, updatedAt } = order;
  const reason = order.cancellation?.reason ?? null;
  return { evidence, orderId, customerId, status, total, reason, placedAt, updatedAt };
}
