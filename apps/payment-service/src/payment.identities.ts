import { derivedId } from '@shop/kernel';
import type { Mint } from './domain/payment.decisions.js';
import type { Payment } from './domain/payment.js';

/*
 * The ids of payments and refunds follow from what they are for, and the idempotency keys towards the provider from them: decided a second
 * time, by a service whose database was restored to before the first, they lead to the charge and the refund that are there already.
 */

/** An order has one payment. */
export function mintPayment(orderId: string): Mint {
  return { id: derivedId(orderId, 'payment'), at: now() };
}

/** A cancellation gives back all that is left, once. */
export function mintCancellationRefund(orderId: string): Mint {
  return { id: derivedId(orderId, 'refund', 'cancellation'), at: now() };
}

/** The first, second, … refund of a payment, of that amount: with another amount it is another wish, also as the same number. */
export function mintGoodwillRefund(orderId: string, { refunds }: Payment, amountMinor: number | undefined): Mint {
  const number = String(refunds.length + 1);
  return { id: derivedId(orderId, 'refund', number, String(amountMinor ?? 'all')), at: now() };
}

/** Of one payment and key: also when it was asked for by a service that has forgotten it since. */
export function mintKeyedRefund(orderId: string, idempotencyKey: string): Mint {
  return { id: derivedId(orderId, 'refund', 'key', idempotencyKey), at: now() };
}

function now(): string {
  return new Date().toISOString();
}
