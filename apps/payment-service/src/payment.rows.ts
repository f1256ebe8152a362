import { versionConflict } from '@shop/group-commit';
import type { Repository, Transaction } from '@shop/group-commit';
import type { Charge, Payment } from './domain/payment.js';
import { refundedMinor } from './domain/payment.js';
import { loadRefunds, saveRefunds } from './refund.rows.js';

/**
 * A payment and the version of its row; 0 if there is none yet. A row that does not exist cannot be locked, and two replicas may meet
 * a new order at the same time by events of two topics: the version tells the second that it has decided on too little.
 */
export interface StoredPayment {
  readonly payment: Payment;
  readonly version: number;
}

interface Row {
  order_id: string;
  payment_id: string | null;
  customer_id: string | null;
  amount_minor: string | null;
  currency: string | null;
  card_token: string | null;
  stock_reserved: boolean;
  charge_status: Charge['status'] | null;
  charge_id: string | null;
  decline_reason: string | null;
  charged_at: Date | null;
  attempts: number;
  cancellation: Payment['cancellation'];
  version: number;
}

const LOAD = `
  SELECT order_id, payment_id, customer_id, amount_minor, currency, card_token, stock_reserved, charge_status, charge_id,
    decline_reason, charged_at, attempts, cancellation, version
  FROM payments WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE`;

const SAVE = `
  INSERT INTO payments (order_id, payment_id, customer_id, amount_minor, currency, card_token, stock_reserved, charge_status,
    charge_id, decline_reason, charged_at, attempts, cancellation, refunded_minor, version)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::boolean[], $8::text[],
    $9::text[], $10::text[], $11::timestamptz[], $12::int[], $13::text[], $14::bigint[], $15::int[])
  ORDER BY 1
  ON CONFLICT (order_id) DO UPDATE SET payment_id = excluded.payment_id, customer_id = excluded.customer_id,
    amount_minor = excluded.amount_minor, currency = excluded.currency, card_token = excluded.card_token,
    stock_reserved = excluded.stock_reserved, charge_status = excluded.charge_status, charge_id = excluded.charge_id,
    decline_reason = excluded.decline_reason, charged_at = excluded.charged_at, attempts = excluded.attempts,
    cancellation = excluded.cancellation, refunded_minor = excluded.refunded_minor, version = excluded.version,
    updated_at = now()
  WHERE payments.version = excluded.version - 1`;

/** By order id. */
export const payments: Repository<StoredPayment> = {
  name: 'payments',
  async load(transaction: Transaction, orderIds: readonly string[]): Promise<Map<string, StoredPayment>> {
    const { rows } = await transaction.query<Row>({ name: 'load-payments', text: LOAD, values: [orderIds] });
    // A statement of its own: one that joins would show refunds from before it waited for the lock.
    const refunds = await loadRefunds(
      transaction,
      rows.filter((row) => row.charge_id !== null).map((row) => row.order_id),
    );
    return new Map(rows.map((row) => [row.order_id, toStored(row, refunds.get(row.order_id) ?? [])]));
  },

  /** @throws AppError `stream.version-conflict`: the group is decided again on what the other has written */
  async save(transaction: Transaction, stored: ReadonlyMap<string, StoredPayment>): Promise<void> {
    const values = columns([...stored]);
    const { rowCount } = await transaction.query({ name: 'save-payments', text: SAVE, values });
    if (rowCount !== stored.size) throw versionConflict('payments');
    await saveRefunds(transaction, stored);
  },
};

function columns(stored: readonly (readonly [string, StoredPayment])[]): unknown[][] {
  const of = <Value>(column: (payment: Payment) => Value) => stored.map(([, { payment }]) => column(payment));
  const ofCharge = <Value>(column: (charge: Charge) => Value) => of(({ charge }) => (charge ? column(charge) : null));
  return [
    stored.map(([orderId]) => orderId),
    ofCharge(({ paymentId }) => paymentId),
    of(({ charge, order }) => (charge ?? order)?.customerId ?? null),
    of(({ charge, order }) => (charge ?? order)?.amount.amountMinor ?? null),
    of(({ charge, order }) => (charge ?? order)?.amount.currency ?? null),
    of(({ order }) => order?.cardToken ?? null),
    of(({ stockReserved }) => stockReserved),
    ofCharge(({ status }) => status),
    ofCharge((charge) => (charge.status === 'captured' ? charge.chargeId : null)),
    ofCharge((charge) => (charge.status === 'declined' ? charge.reason : null)),
    ofCharge((charge) => (charge.status === 'requested' ? null : charge.at)),
    of(({ charge }) => charge?.attempts ?? 0),
    of(({ cancellation }) => cancellation),
    of(refundedMinor),
    stored.map(([, { version }]) => version + 1),
  ];
}

function toStored(row: Row, refunds: Payment['refunds']): StoredPayment {
  const { stock_reserved: stockReserved, cancellation, version } = row;
  return { payment: { ...toOrderOrCharge(row), stockReserved, refunds, cancellation }, version };
}

function toOrderOrCharge(row: Row): Pick<Payment, 'order' | 'charge'> {
  const { customer_id: customerId, amount_minor, currency, card_token: cardToken, payment_id: paymentId } = row;
  if (customerId === null || amount_minor === null || currency === null) return { order: null, charge: null };
  const bill = { customerId, amount: { amountMinor: Number(amount_minor), currency } };
  if (paymentId !== null) return { order: null, charge: toCharge({ ...bill, paymentId, attempts: row.attempts }, row) };
  return { order: cardToken === null ? null : { ...bill, cardToken }, charge: null };
}

function toCharge(
  charge: Pick<Charge, 'paymentId' | 'customerId' | 'amount' | 'attempts'>,
  { charge_status, charge_id: chargeId, decline_reason: reason, charged_at }: Row,
): Charge {
  const at = charged_at?.toISOString() ?? '';
  if (charge_status === 'captured') return { ...charge, status: 'captured', chargeId, at };
  if (charge_status === 'declined') return { ...charge, status: 'declined', reason: reason ?? '', at };
  return { ...charge, status: 'requested' };
}
