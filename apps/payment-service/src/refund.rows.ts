import type { Transaction } from '@shop/group-commit';
import type { Refund, RefundCause } from './domain/payment.js';

interface Row {
  id: string;
  order_id: string;
  cause: RefundCause;
  amount_minor: string;
  currency: string;
  reason: string;
  requested_by: string | null;
  requested_at: Date;
  request_hash: string | null;
  provider_refund_id: string | null;
  refunded_at: Date | null;
}

const LOAD = `
  SELECT id, order_id, cause, amount_minor, currency, reason, requested_by, requested_at, request_hash, provider_refund_id,
    refunded_at
  FROM refunds WHERE order_id = ANY($1) ORDER BY requested_at, id`;

const SAVE = `
  INSERT INTO refunds (id, order_id, cause, amount_minor, currency, reason, requested_by, requested_at, request_hash,
    provider_refund_id, refunded_at)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[],
    $8::timestamptz[], $9::text[], $10::text[], $11::timestamptz[])
  ON CONFLICT (id) DO UPDATE SET provider_refund_id = excluded.provider_refund_id, refunded_at = excluded.refunded_at`;

/** Part of the payment: its row is locked before, and so are these. */
export async function loadRefunds(
  transaction: Transaction,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Refund[]>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await transaction.query<Row>({ name: 'load-refunds', text: LOAD, values: [orderIds] });
  return new Map(
    orderIds.map((orderId) => [orderId, rows.filter((row) => row.order_id === orderId).map((row) => toRefund(row))]),
  );
}

export async function saveRefunds(
  transaction: Transaction,
  stored: ReadonlyMap<string, { readonly payment: { readonly refunds: readonly Refund[] } }>,
): Promise<void> {
  const rows = [...stored].flatMap(([orderId, { payment }]) =>
    payment.refunds.map((refund) => ({ orderId, ...refund })),
  );
  if (rows.length === 0) return;
  await transaction.query({
    name: 'save-refunds',
    text: SAVE,
    values: [
      rows.map(({ id }) => id),
      rows.map(({ orderId }) => orderId),
      rows.map(({ cause }) => cause),
      rows.map(({ amount }) => amount.amountMinor),
      rows.map(({ amount }) => amount.currency),
      rows.map(({ reason }) => reason),
      rows.map(({ requestedBy }) => requestedBy),
      rows.map(({ requestedAt }) => requestedAt),
      rows.map(({ requestHash }) => requestHash),
      rows.map(({ confirmation }) => confirmation?.providerRefundId ?? null),
      rows.map(({ confirmation }) => confirmation?.at ?? null),
    ],
  });
}

function toRefund(row: Row): Refund {
  const { id, cause, reason, requested_by: requestedBy, provider_refund_id: providerRefundId, refunded_at } = row;
  return {
    id,
    cause,
    amount: { amountMinor: Number(row.amount_minor), currency: row.currency },
    reason,
    requestedBy,
    requestedAt: row.requested_at.toISOString(),
    requestHash: row.request_hash,
    confirmation: providerRefundId && refunded_at ? { providerRefundId, at: refunded_at.toISOString() } : null,
  };
}
