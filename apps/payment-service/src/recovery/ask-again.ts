import { refundedMinor } from '../domain/payment.js';
import type { KnownOrder, Payment } from '../domain/payment.js';
import { capture, prepare } from '../domain/payment.decisions.js';
import type { PaymentDecision } from '../domain/payment.decisions.js';
import { paymentEvolver } from '../domain/payment.js';
import { mintPayment } from '../payment.identities.js';
import type { PaymentStore } from '../payment.store.js';
import type { BookedCharge } from './provider-books.js';

export interface AskedAgain {
  /** Charges that we had forgotten: asked for again, under the same key, which makes no second one. */
  readonly charges: number;
  /** Orders whose charge nobody here can place: not on Kafka since then, and not in the database. */
  readonly unknown: readonly string[];
  /** Orders of whose charge the provider has given back more than we know of: a refund by hand that was forgotten. */
  readonly refunds: readonly { readonly orderId: string; readonly missingMinor: number }[];
}

/** What is known of orders from their own topic. */
export interface ToldOrders {
  readonly placed: ReadonlyMap<string, KnownOrder>;
  /** Those that are being cancelled give all back by themselves, when they hear it again. */
  readonly cancelled: ReadonlySet<string>;
}

/**
 * Goes through the provider's books and asks again for every charge that this service has forgotten. It must be done before anything is
 * consumed: an order whose cancellation were heard first would be answered "nothing was taken", and its customer's money kept.
 */
export async function askAgain(
  payments: PaymentStore,
  charges: readonly BookedCharge[],
  { placed, cancelled }: ToldOrders,
): Promise<AskedAgain> {
  let forgotten = 0;
  const unknown: string[] = [];
  const refunds: { orderId: string; missingMinor: number }[] = [];
  await Promise.all(
    charges.map(async (charge) => {
      const { reference: orderId } = charge;
      let before: Payment | undefined;
      const after = await payments.change(orderId, (payment) => {
        before = payment;
        return chargeAgain(orderId, placed.get(orderId))(payment);
      });
      if (after.charge === null) return void unknown.push(orderId);
      if (before?.charge === null) forgotten += 1;
      const missingMinor = forgottenRefunds(after, charge);
      if (missingMinor > 0 && !cancelled.has(orderId)) refunds.push({ orderId, missingMinor });
    }),
  );
  return { charges: forgotten, unknown, refunds };
}

const chargeAgain =
  (orderId: string, order: KnownOrder | undefined): PaymentDecision =>
  (payment) => {
    const known = order ?? payment.order;
    if (payment.charge !== null || known === null) return [];
    const mint = mintPayment(orderId);
    const learnt = prepare(known, mint)(payment);
    return [...learnt, ...capture(mint)(learnt.reduce(paymentEvolver.evolve, payment))];
  };

/** A refund of ours that is under way may be made already: it is asked for again by itself. */
function forgottenRefunds(payment: Payment, { refundedMinor: booked }: BookedCharge): number {
  if (payment.charge?.status !== 'captured' || payment.refunds.some(({ confirmation }) => !confirmation)) return 0;
  return booked - refundedMinor(payment);
}
