import type { Journal, Transaction } from '@shop/group-commit';
import type { Money } from '@shop/kernel';
import type { Bill, PaymentEvent } from './domain/payment.js';

/** Money that went from one account to another: one row debits, one credits. */
export interface Movement {
  /** The payment's or the refund's id. No movement is written twice: the table refuses. */
  readonly transactionId: string;
  readonly orderId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: Money;
  readonly at: string;
}

/** What the provider holds for us. */
const PROVIDER = 'provider';
const accountOf = ({ customerId }: Bill) => `customer:${customerId}`;

/** Only what the provider has confirmed is a movement; `bill` is that of the charge. */
export function movementOf(orderId: string, bill: Bill | null, event: PaymentEvent): Movement | undefined {
  if (!bill) return undefined;
  if (event.type === 'PaymentCaptured') {
    const { paymentId: transactionId, amount, at } = event;
    return { transactionId, orderId, debit: PROVIDER, credit: accountOf(bill), amount, at };
  }
  if (event.type === 'RefundConfirmed') {
    const { id: transactionId, amount } = event.refund;
    return { transactionId, orderId, debit: accountOf(bill), credit: PROVIDER, amount, at: event.at };
  }
  return undefined;
}

const APPEND = `
  INSERT INTO ledger_entries (transaction_id, order_id, account, debit_minor, credit_minor, currency, at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::timestamptz[])`;

/** Double entry, append-only. */
export const ledger: Journal<Movement> = {
  name: 'ledger',
  async append(transaction: Transaction, movements: readonly Movement[]): Promise<void> {
    const rows = movements.flatMap(({ debit, credit, amount, ...movement }) => [
      { ...movement, account: debit, debitMinor: amount.amountMinor, creditMinor: 0, currency: amount.currency },
      { ...movement, account: credit, debitMinor: 0, creditMinor: amount.amountMinor, currency: amount.currency },
    ]);
    await transaction.query({
      name: 'append-ledger',
      text: APPEND,
      values: [
        rows.map(({ transactionId }) => transactionId),
        rows.map(({ orderId }) => orderId),
        rows.map(({ account }) => account),
        rows.map(({ debitMinor }) => debitMinor),
        rows.map(({ creditMinor }) => creditMinor),
        rows.map(({ currency }) => currency),
        rows.map(({ at }) => at),
      ],
    });
  },
};
