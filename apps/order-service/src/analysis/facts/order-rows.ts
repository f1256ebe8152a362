import { maySee } from '../../queries/visibility.js';
import { notFound } from '@shop/kernel';
import type { OrderFact, OrderSummaryFact } from '@shop/order-analysis-agent';
import type { OrderView } from '../../order.view.js';
import type { FactPool } from './fact-pool.js';
import { freeText } from './free-text.js';
import type { Viewpoint } from './viewpoint.js';

export interface OrderRow {
  readonly id: string;
  readonly customer_id: string;
  readonly status: OrderView['status'];
  readonly shown: OrderView['shown'];
  readonly placed_at: Date;
  readonly updated_at: Date;
}

export const ORDER_COLUMNS = 'o.id, o.customer_id, o.status, o.shown, o.placed_at, o.updated_at';

/** @throws AppError `order.not-found`, also for an order that the viewer may not see */
export async function visibleOrder(
  pool: FactPool,
  { viewer }: Viewpoint,
  orderId: string,
  signal: AbortSignal,
): Promise<OrderRow> {
  const [row] = await pool.rows<OrderRow>(signal, `SELECT ${ORDER_COLUMNS} FROM order_views o WHERE o.id = $1`, [
    orderId,
  ]);
  if (!row || !maySee(viewer, row.customer_id)) throw notFound('order', orderId);
  return row;
}

/** Field by field: what is not named here stays in the house. */
export function orderFact(row: OrderRow): OrderFact {
  const { items, payment, shipment, cancellation } = row.shown;
  const { evidence, orderId, customerId, status, total, placedAt, updatedAt } = summaryFact(row);
  return {
    evidence,
    orderId,
    customerId,
    status,
    items: items.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
    total,
    payment: payment && { status: payment.status, refundedAmount: payment.refundedAmount },
    shipment: shipment && { status: shipment.status, carrier: shipment.carrier },
    cancellation: cancellation && { reason: cancellation.reason, detail: freeText(cancellation.detail) },
    placedAt,
    updatedAt,
  };
}

export function summaryFact(row: OrderRow): OrderSummaryFact {
  return {
    evidence: `order:${row.id}`,
    orderId: row.id,
    customerId: row.customer_id,
    status: row.status,
    total: row.shown.total,
    reason: row.shown.cancellation?.reason ?? null,
    placedAt: row.placed_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
