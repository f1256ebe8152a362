import type { Evolver, Money } from '@shop/kernel';
import { unreachable } from '@shop/kernel';

/** What the customer owes. */
export interface Bill {
  readonly customerId: string;
  readonly amount: Money;
}

export interface KnownOrder extends Bill {
  readonly cardToken: string;
}

export type RefundCause = 'cancellation' | 'goodwill';

export interface Refund {
  readonly id: string;
  readonly cause: RefundCause;
  readonly amount: Money;
  readonly reason: string;
  /** Of the request that asked for it, where that came under an idempotency key; null otherwise. */
  readonly requestHash: string | null;
  /** The user who asked for it; null if the shop did by itself. */
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  /** What the provider has said; null while it has not. */
  readonly confirmation: { readonly providerRefundId: string; readonly at: string } | null;
}

/** What has happened to the payment of an order. Private: other services hear of it through payment.published.ts. */
export type PaymentEvent =
  | ({ readonly type: 'OrderLearnt' } & KnownOrder)
  | { readonly type: 'StockReserved' }
  | ({ readonly type: 'ChargeRequested'; readonly paymentId: string } & KnownOrder)
  | ({ readonly type: 'NothingToPay'; readonly paymentId: string; readonly at: string } & Bill)
  | { readonly type: 'ChargeUnanswered' }
  | ({
      readonly type: 'PaymentCaptured';
      readonly paymentId: string;
      readonly chargeId: string;
      readonly at: string;
    } & Bill)
  | ({
      readonly type: 'PaymentDeclined';
      readonly paymentId: string;
      readonly reason: string;
      readonly at: string;
    } & Bill)
  | { readonly type: 'CancellationStarted' }
  | { readonly type: 'RefundRequested'; readonly chargeId: string; readonly refund: Refund }
  | {
      readonly type: 'RefundConfirmed';
      readonly refund: Refund;
      readonly providerRefundId: string;
      readonly at: string;
    }
  | { readonly type: 'CancellationAnswered'; readonly amount: Money };

/** `requested`: the provider may have taken the money or not; until it says, nobody knows. */
export type Charge = Bill & {
  readonly paymentId: string;
  /** How often the provider was asked. */
  readonly attempts: number;
} & (
    | { readonly status: 'requested' }
    /** `chargeId` is the provider's; null when there was nothing to pay. */
    | { readonly status: 'captured'; readonly chargeId: string | null; readonly at: string }
    | { readonly status: 'declined'; readonly reason: string; readonly at: string }
  );

/** Facts come from two topics and the provider in any order: so flags, not a line of states. */
export interface Payment {
  /** Known and not yet charged. The card's token is kept no longer than that. */
  readonly order: KnownOrder | null;
  readonly stockReserved: boolean;
  readonly charge: Charge | null;
  readonly refunds: readonly Refund[];
  /** `open`: somebody waits for our answer. Set before anything else is known, it makes all that comes later do nothing. */
  readonly cancellation: 'none' | 'open' | 'answered';
}

export const paymentEvolver: Evolver<Payment, PaymentEvent> = {
  initial: { order: null, stockReserved: false, charge: null, refunds: [], cancellation: 'none' },
  evolve: (payment, event) => ({ ...payment, ...change(payment, event) }),
};

function change(payment: Payment, event: PaymentEvent): Partial<Payment> {
  switch (event.type) {
    case 'OrderLearnt': {
      const { customerId, amount, cardToken } = event;
      return { order: { customerId, amount, cardToken } };
    }
    case 'StockReserved':
      return { stockReserved: true };
    case 'ChargeRequested':
    case 'NothingToPay':
      return { order: null, charge: begun(event) };
    case 'ChargeUnanswered':
    case 'PaymentCaptured':
    case 'PaymentDeclined':
      return { charge: tried(payment.charge, event) };
    case 'CancellationStarted':
      return { cancellation: 'open' };
    case 'CancellationAnswered':
      return { cancellation: 'answered', order: null };
    case 'RefundRequested':
      return { refunds: [...payment.refunds, event.refund] };
    case 'RefundConfirmed':
      return { refunds: payment.refunds.map((refund) => confirmed(refund, event)) };
    default:
      return unreachable(event);
  }
}

function begun(event: Extract<PaymentEvent, { type: 'ChargeRequested' | 'NothingToPay' }>): Charge {
  const { paymentId, customerId, amount } = event;
  const charge = { paymentId, customerId, amount, attempts: 0 };
  if (event.type === 'ChargeRequested') return { ...charge, status: 'requested' };
  return { ...charge, status: 'captured', chargeId: null, at: event.at };
}

function tried(
  charge: Charge | null,
  event: Extract<PaymentEvent, { type: 'ChargeUnanswered' | 'PaymentCaptured' | 'PaymentDeclined' }>,
): Charge | null {
  if (charge?.status !== 'requested') return charge;
  const asked = { ...charge, attempts: charge.attempts + 1 };
  switch (event.type) {
    case 'ChargeUnanswered':
      return asked;
    case 'PaymentCaptured':
      return { ...asked, status: 'captured', chargeId: event.chargeId, at: event.at };
    case 'PaymentDeclined':
      return { ...asked, status: 'declined', reason: event.reason, at: event.at };
    default:
      return unreachable(event);
  }
}

function confirmed(refund: Refund, event: Extract<PaymentEvent, { type: 'RefundConfirmed' }>): Refund {
  if (refund.id !== event.refund.id) return refund;
  return { ...refund, confirmation: { providerRefundId: event.providerRefundId, at: event.at } };
}

/** What the provider has confirmed to have given back, in minor units. */
export function refundedMinor(payment: Payment): number {
  return sumOf(payment.refunds.filter(({ confirmation }) => confirmation));
}

/** What can still be given back: what was taken, less all refunds, also those that wait for the provider. */
export function leftOf({
  charge,
  refunds,
}: Payment): { readonly chargeId: string; readonly amount: Money } | undefined {
  if (charge?.status !== 'captured' || charge.chargeId === null) return undefined;
  const { amountMinor, currency } = charge.amount;
  const left = amountMinor - sumOf(refunds);
  return left > 0 ? { chargeId: charge.chargeId, amount: { amountMinor: left, currency } } : undefined;
}

function sumOf(refunds: readonly Refund[]): number {
  return refunds.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
}
