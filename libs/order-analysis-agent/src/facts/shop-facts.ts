import type {
  CancellationCause,
  CircuitFact,
  ComparisonFact,
  CustomerFact,
  DeadLetterFact,
  OrderFact,
  OrderState,
  OrderSummaryFact,
  OverviewFact,
  PaymentFact,
  ShipmentFact,
  StepFact,
  StockFact,
  StreamFact,
  StuckFact,
} from './fact.js';

/** Whose eyes the agent looks through. `owner`: a customer, at their own orders. */
export type Rights = 'owner' | 'support' | 'admin';

export interface OrderSearch {
  readonly customerId?: string | undefined;
  readonly status?: OrderState | undefined;
  readonly reason?: CancellationCause | undefined;
  /** RFC 3339. */
  readonly placedAfter?: string | undefined;
  readonly placedBefore?: string | undefined;
  readonly minTotalMinor?: number | undefined;
  readonly maxTotalMinor?: number | undefined;
  readonly limit: number;
}

/**
 * The shop as one caller may see it: whoever implements this port is made for a caller and asks the owners of the data with the
 * caller's own rights. Reads only. Every method may throw AppError: `not-found` also for what the caller may not see, `forbidden`
 * for what only others may ask, `unavailable` when its owner cannot be reached.
 *
 * Lists are bounded by their `limit`, or as documented. `signal` ends a read that nobody waits for any more.
 */
export interface ShopFacts {
  readonly rights: Rights;
  order(orderId: string, signal: AbortSignal): Promise<OrderFact>;
  /** All steps: some twenty in the life of an order. */
  timeline(orderId: string, signal: AbortSignal): Promise<readonly StepFact[]>;
  stream(orderId: string, signal: AbortSignal): Promise<readonly StreamFact[]>;
  /** `null`: there is none yet. */
  payment(orderId: string, signal: AbortSignal): Promise<PaymentFact | null>;
  shipment(orderId: string, signal: AbortSignal): Promise<ShipmentFact | null>;
  /** 50 skus at most. One that nobody sells is left out. */
  stock(skus: readonly string[], signal: AbortSignal): Promise<readonly StockFact[]>;
  /** @param asOf velocity is counted back from here; now, if left out */
  customer(customerId: string, signal: AbortSignal, asOf?: string): Promise<CustomerFact>;
  comparison(orderId: string, signal: AbortSignal): Promise<ComparisonFact>;
  /** Orders that share a sku or the reason of their end with this one, newest first. */
  similarOrders(orderId: string, limit: number, signal: AbortSignal): Promise<readonly OrderSummaryFact[]>;
  stuckSagas(limit: number, signal: AbortSignal): Promise<readonly StuckFact[]>;
  /** For admin. */
  deadLetters(orderId: string, limit: number, signal: AbortSignal): Promise<readonly DeadLetterFact[]>;
  /** For support and admin: those of all services. */
  circuits(signal: AbortSignal): Promise<readonly CircuitFact[]>;
  /** Newest first. */
  search(filter: OrderSearch, signal: AbortSignal): Promise<readonly OrderSummaryFact[]>;
  /** For support and admin. @param hours how far back */
  overview(hours: number, customerId: string | undefined, signal: AbortSignal): Promise<OverviewFact>;
}
