import type { Payment as PaymentAnswer, PaymentStatus } from '@shop/api-contracts';
import { notFound, unreachable } from '@shop/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Charge } from './domain/payment.js';

/** pg gives a bigint as text; minor units stay far below 2^53. */
const minorUnits = {
  to: (value: number) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};

/** What queries see of the table `payments`; the group commit writes it. The card's token is left out on purpose. */
@Entity('payments')
export class PaymentView {
  @PrimaryColumn('text', { name: 'order_id' }) orderId: string;
  @Column('text', { name: 'payment_id', nullable: true }) paymentId: string | null;
  @Column('text', { name: 'customer_id', nullable: true }) customerId: string | null;
  @Column('bigint', { name: 'amount_minor', nullable: true, transformer: minorUnits }) amountMinor: number | null;
  @Column('text', { nullable: true }) currency: string | null;
  @Column('text', { name: 'charge_status', nullable: true }) chargeStatus: Charge['status'] | null;
  @Column('bigint', { name: 'refunded_minor', transformer: minorUnits }) refundedMinor: number;
  @Column('int') attempts: number;
}

/** @throws AppError `payment.not-found` while nobody has been asked for money: there is nothing to show then */
export function toAnswer(view: PaymentView): PaymentAnswer {
  const { orderId, paymentId: id, chargeStatus, amountMinor, currency, refundedMinor, attempts } = view;
  if (id === null || chargeStatus === null || amountMinor === null || currency === null)
    throw notFound('payment', orderId);
  return {
    id,
    status: statusOf(chargeStatus, amountMinor, refundedMinor),
    amount: { amountMinor, currency },
    refundedAmount: { amountMinor: refundedMinor, currency },
    attempts,
  };
}

function statusOf(charge: Charge['status'], amountMinor: number, refundedMinor: number): PaymentStatus {
  switch (charge) {
    case 'requested':
      return 'authorized';
    case 'declined':
      return 'declined';
    case 'captured':
      if (refundedMinor === 0) return 'captured';
      return refundedMinor < amountMinor ? 'partially_refunded' : 'refunded';
    default:
      return unreachable(charge);
  }
}
