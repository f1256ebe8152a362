import type { FindingCode, OrderStatus, Risk } from '@shop/api-contracts';
import type { ServiceName } from '@shop/kernel';

/** What somebody orders: 2 × EVAL-TEA for 50.00 USD with a card that pays, unless told. */
export interface Wish {
  readonly lines?: readonly (readonly [sku: string, quantity: number])[];
  readonly token?: string;
  readonly postalCode?: string;
  /** Orders that share a street name go to the same address; else every case has its own. */
  readonly street?: string;
}

/** What happens to an order after it has been placed, one after the other. */
export type Step =
  /** `until`: what is waited for; `cancelled` unless told. */
  | { readonly do: 'cancel'; readonly by?: 'support'; readonly reason?: string; readonly until?: OrderStatus }
  | { readonly do: 'ship' | 'deliver' }
  /** All that is left, unless told. */
  | { readonly do: 'refund'; readonly amountMinor?: number }
  | { readonly do: 'restock'; readonly sku: string; readonly pieces: number }
  /** The database of a service refuses from now on whatever it decides about this order. */
  | { readonly do: 'silence'; readonly service: SilencedService }
  /** The service can handle the sku again. */
  | { readonly do: 'mend'; readonly sku: string }
  /** Its time is over now, and not in a quarter of an hour. */
  | { readonly do: 'give-up' }
  /** Until so many of its messages are dead letters. */
  | { readonly do: 'await-letters'; readonly count: number }
  | { readonly do: 'discard-letters' | 'redrive-letters' }
  /** Until the order was placed so many seconds ago, or until so many have passed since the last step. */
  | { readonly do: 'age'; readonly seconds: number; readonly since: 'placed' | 'now' }
  | { readonly do: 'await'; readonly status: OrderStatus };

export type SilencedService = Extract<ServiceName, 'inventory-service' | 'payment-service' | 'shipping-service'>;

/** Other people's or earlier orders; each is waited for, until it is confirmed or cancelled. */
export interface Earlier extends Wish {
  readonly times: number;
  /** `same`: the customer of the case. `others`: each time another one. */
  readonly by: 'same' | 'others';
  readonly cancelled?: true;
}

/** One order, how it comes about, and what an analysis of it should say. */
export interface EvalCase {
  readonly title: string;
  readonly earlier?: readonly Earlier[];
  readonly order?: Wish;
  /** Where the order is to arrive by itself before anything else is done; `confirmed` unless told. */
  readonly reaches?: OrderStatus;
  readonly then?: readonly Step[];
  /** What is broken outside while it is played and analysed: such cases come last. */
  readonly outage?: 'payments' | 'carrier';
  /** `at-once`: it would be another case in a minute. Else when all are played, so that there are orders to compare with. */
  readonly analysed?: 'at-once';
  /** Who asks for the analysis: support, unless only an administrator may see what is to be found. */
  readonly askedBy?: 'admin';
  /** All others are wrong, but for those in {@link neutral}. */
  readonly expected: readonly FindingCode[];
  readonly level: Risk['level'];
}

/** They only say where the order stands: right to say, and no fault to say of an order of which something worse is said. */
export const neutral: ReadonlySet<FindingCode> = new Set(['in_progress', 'completed', 'compensated', 'overview']);
