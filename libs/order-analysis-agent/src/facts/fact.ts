import type { Money } from '@shop/kernel';

/**
 * What the agent may know, as the shop tells it. No fact has a field for a name, an e-mail address, a street or a card: what is
 * not in the type cannot leave the house. `evidence` names the event or record that a fact was read from, so that a finding can cite it.
 */
interface Fact {
  readonly evidence: string;
}

export type OrderState =
  'placed' | 'stock_reserved' | 'paid' | 'confirmed' | 'shipped' | 'delivered' | 'cancelling' | 'cancelled';
export type CancellationCause =
  'out_of_stock' | 'payment_declined' | 'undeliverable' | 'customer_request' | 'timed_out';

/** Evidence: `order:ID`. Times are RFC 3339. */
export interface OrderFact extends Fact {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: OrderState;
  readonly items: readonly { readonly sku: string; readonly quantity: number; readonly unitPrice: Money }[];
  readonly total: Money;
  readonly payment: { readonly status: string; readonly refundedAmount: Money } | null;
  readonly shipment: { readonly status: string; readonly carrier: string } | null;
  /** `detail` is free text: a person or another service wrote it. */
  readonly cancellation: { readonly reason: CancellationCause; readonly detail: string | null } | null;
  readonly placedAt: string;
  readonly updatedAt: string;
}

/** One event of an order's saga, in causal order. Evidence: the event's id. */
export interface StepFact extends Fact {
  readonly at: string;
  readonly service: string;
  readonly event: string;
  readonly kind: 'action' | 'failure' | 'compensation' | 'deadline';
  readonly detail: string | null;
}

/** One event of the order's own stream. Evidence: `stream:ID@VERSION`. `data` has neither address nor card. */
export interface StreamFact extends Fact {
  readonly version: number;
  readonly type: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Evidence: `payment:ID`. */
export interface PaymentFact extends Fact {
  readonly status: string;
  readonly amount: Money;
  readonly refundedAmount: Money;
  /** How often the provider was asked to charge. */
  readonly attempts: number;
}

/** Evidence: `shipment:ID`. */
export interface ShipmentFact extends Fact {
  readonly status: string;
  readonly carrier: string;
  readonly events: readonly { readonly at: string; readonly status: string }[];
}

/** Evidence: `stock:SKU`. `onHand` and `reserved` are for staff; everybody else gets null. */
export interface StockFact extends Fact {
  readonly sku: string;
  readonly available: number;
  readonly onHand: number | null;
  readonly reserved: number | null;
}

/** What is known of a customer by their orders. Evidence: `customer:ID`. */
export interface CustomerFact extends Fact {
  readonly customerId: string;
  readonly orders: number;
  readonly spent: Money;
  readonly cancelled: Readonly<Partial<Record<CancellationCause, number>>>;
  /** Orders that were not the customer's own wish to cancel, of all that have ended: 0 to 1. */
  readonly refusalRate: number;
  /** Orders placed in the hour, and the day, before the order in question; or before now. */
  readonly lastHour: number;
  readonly lastDay: number;
  /** Payments declined in the day before. */
  readonly declinesLastDay: number;
  /** Of the customer's other orders that were not cancelled, in minor units; null without any. */
  readonly medianTotalMinor: number | null;
  readonly firstOrderAt: string | null;
}

/** How an order compares with others of the shop. Evidence: `comparison:ID`. */
export interface ComparisonFact extends Fact {
  /** Median and 95th percentile of all orders in the same currency, in minor units; null below 20 orders. */
  readonly medianTotalMinor: number | null;
  readonly p95TotalMinor: number | null;
  /** Each line beside the 95th percentile of quantities ordered of its sku; null below 20 lines. */
  readonly quantities: readonly { readonly sku: string; readonly quantity: number; readonly p95: number | null }[];
  /** Other customers who have ordered to the same address. A number only: nobody is named. */
  readonly otherCustomersAtAddress: number;
}

/** An order that somebody compares with another. Evidence: `order:ID`. */
export interface OrderSummaryFact extends Fact {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: OrderState;
  readonly total: Money;
  readonly reason: CancellationCause | null;
  readonly placedAt: string;
  readonly updatedAt: string;
}

/** A saga in which nothing has happened for too long. Evidence: `order:ID`. */
export interface StuckFact extends Fact {
  readonly orderId: string;
  readonly status: OrderState;
  readonly lastStep: { readonly at: string; readonly service: string; readonly event: string } | null;
  readonly deadlineAt: string | null;
  readonly updatedAt: string;
}

/** A message that could not be handled. Evidence: `dead-letter:ID`. `error` is cut short and cleaned. */
export interface DeadLetterFact extends Fact {
  readonly deadLetterId: string;
  readonly service: string;
  readonly status: 'open' | 'redriven' | 'discarded';
  readonly kind: string;
  readonly handler: string;
  readonly error: string;
  readonly attempts: number;
  readonly firstFailedAt: string;
}

/** Evidence: `circuit:SERVICE/NAME`. */
export interface CircuitFact extends Fact {
  readonly service: string;
  readonly name: string;
  readonly state: 'closed' | 'open' | 'half-open';
  readonly opened: number;
}

/** All orders in a window, in numbers. Evidence: `overview:FROM/TO`. */
export interface OverviewFact extends Fact {
  readonly from: string;
  readonly to: string;
  readonly byStatus: Readonly<Partial<Record<OrderState, number>>>;
  readonly byReason: Readonly<Partial<Record<CancellationCause, number>>>;
}
