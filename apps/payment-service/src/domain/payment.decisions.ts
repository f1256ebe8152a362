import { conflict, isZero, keyReused, money } from '@shop/kernel';
import type { Decision } from '@shop/kernel';
import { leftOf, paymentEvolver } from './payment.js';
import type { KnownOrder, Payment, PaymentEvent, Refund } from './payment.js';

export type PaymentDecision = Decision<Payment, PaymentEvent>;

/** What a refund needs that the domain cannot make: used only if the decision comes to one. */
export interface Mint {
  readonly id: string;
  readonly at: string;
}

/** An answer needs a currency even when the order was never seen; nothing was taken, so any will do. */
const CURRENCY_OF_NOTHING = 'USD';

export interface WantedRefund {
  readonly userId: string;
  readonly reason: string;
  readonly amountMinor: number | undefined;
  /** Of the request, under an idempotency key, which the id follows from; null without one. */
  readonly requestHash: string | null;
}

/**
 * A person gives money back. Refunds that wait for the provider count as given. Asked for again under the same key it decides to
 * nothing; another request under that key is refused.
 */
export const refund =
  (by: WantedRefund, mint: Mint): PaymentDecision =>
  (payment) => {
    const known = by.requestHash === null ? undefined : payment.refunds.find(({ id }) => id === mint.id);
    if (known && known.requestHash !== by.requestHash) {
      throw keyReused();
    }
    if (known) return [];
    const left = leftOf(payment);
    const amountMinor = by.amountMinor ?? left?.amount.amountMinor ?? 0;
    if (!left || amountMinor > left.amount.amountMinor) {
      const available = left ? `${left.amount.amountMinor} ${left.amount.currency} in minor units` : 'nothing';
      throw conflict('payment.refund-exceeds', `Of this payment there is ${available} left to refund.`);
    }
    const amount = money(amountMinor, left.amount.currency);
    const { reason, userId: requestedBy, requestHash } = by;
    return [requested({ cause: 'goodwill', amount, reason, requestedBy, requestHash }, left.chargeId, mint)];
  };

/*
 * What follows reacts to what others did. Reactions are total: a repeated, late or unexpected event decides to nothing or to the
 * undoing of what came too late, never to a refusal, because nobody is there to hear it.
 */

/** Order and stock become known in either order; whichever comes second asks for the money. */
export const prepare =
  (order: KnownOrder, mint: Mint): PaymentDecision =>
  (payment) => {
    if (payment.order || payment.charge || payment.cancellation !== 'none') return [];
    const learnt: PaymentEvent = { type: 'OrderLearnt', ...order };
    return payment.stockReserved ? [learnt, chargeFor(order, mint)] : [learnt];
  };

export const capture =
  (mint: Mint): PaymentDecision =>
  ({ order, stockReserved, cancellation }) => {
    if (stockReserved || cancellation !== 'none') return [];
    const reserved: PaymentEvent = { type: 'StockReserved' };
    return order ? [reserved, chargeFor(order, mint)] : [reserved];
  };

/** The provider was asked and has not answered: it is asked again, for ever. */
export const chargeUnanswered: PaymentDecision = ({ charge }) =>
  charge?.status === 'requested' ? [{ type: 'ChargeUnanswered' }] : [];

export const charged =
  (chargeId: string, mint: Mint): PaymentDecision =>
  (payment) => {
    if (payment.charge?.status !== 'requested') return [];
    const { paymentId, customerId, amount } = payment.charge;
    return withCancellation(
      payment,
      { type: 'PaymentCaptured', paymentId, customerId, amount, chargeId, at: mint.at },
      mint,
    );
  };

export const declined =
  (reason: string, mint: Mint): PaymentDecision =>
  (payment) => {
    if (payment.charge?.status !== 'requested') return [];
    const { paymentId, customerId, amount } = payment.charge;
    return withCancellation(
      payment,
      { type: 'PaymentDeclined', paymentId, customerId, amount, reason, at: mint.at },
      mint,
    );
  };

/** Also of an order never seen: then what comes later finds it cancelled. */
export const cancel =
  (mint: Mint): PaymentDecision =>
  (payment) =>
    payment.cancellation === 'none' ? withCancellation(payment, { type: 'CancellationStarted' }, mint) : [];

export const refundConfirmed =
  (refundId: string, providerRefundId: string, mint: Mint): PaymentDecision =>
  (payment) => {
    const pending = payment.refunds.find(({ id, confirmation }) => id === refundId && !confirmation);
    if (!pending) return [];
    return withCancellation(payment, { type: 'RefundConfirmed', refund: pending, providerRefundId, at: mint.at }, mint);
  };

function chargeFor({ customerId, amount, cardToken }: KnownOrder, { id: paymentId, at }: Mint): PaymentEvent {
  // No provider takes a charge of nothing.
  if (isZero(amount)) return { type: 'NothingToPay', paymentId, customerId, amount, at };
  return { type: 'ChargeRequested', paymentId, customerId, amount, cardToken };
}

/**
 * A fact, and what an open cancellation makes of it: unknown is not failed, so it waits for a charge under way; then all that is left
 * goes back; the answer is given when the provider has confirmed every refund, and so exactly once.
 */
function withCancellation(before: Payment, fact: PaymentEvent, mint: Mint): readonly PaymentEvent[] {
  const payment = paymentEvolver.evolve(before, fact);
  if (payment.cancellation !== 'open' || payment.charge?.status === 'requested') return [fact];
  const left = leftOf(payment);
  if (left) {
    const { amount, chargeId } = left;
    const why = { cause: 'cancellation', reason: 'order cancelled', requestedBy: null, requestHash: null } as const;
    return [fact, requested({ ...why, amount }, chargeId, mint)];
  }
  if (payment.refunds.some(({ confirmation }) => !confirmation)) return [fact];
  return [fact, answer(payment)];
}

function answer({ order, charge, refunds }: Payment): PaymentEvent {
  const byCancellation = refunds.find(({ cause }) => cause === 'cancellation');
  const currency = (charge ?? order)?.amount.currency ?? CURRENCY_OF_NOTHING;
  return { type: 'CancellationAnswered', amount: byCancellation?.amount ?? money(0, currency) };
}

function requested(
  what: Omit<Refund, 'id' | 'requestedAt' | 'confirmation'>,
  chargeId: string,
  { id, at }: Mint,
): PaymentEvent {
  return { type: 'RefundRequested', chargeId, refund: { ...what, id, requestedAt: at, confirmation: null } };
}
