import { shipmentCreated } from '@shop/domain-events';
import { unreachable } from '@shop/kernel';
import type { StepFact, StreamFact } from '@shop/order-analysis-agent';
import { readTimeline } from '@shop/saga';
import type { TimelineStep } from '@shop/saga';
import type { OrderEvent } from '../../domain/order.js';
import { shownSteps } from '../../queries/shown-steps.js';
import type { FactPool } from './fact-pool.js';
import { freeText } from './free-text.js';
import type { Viewpoint } from './viewpoint.js';

/** Some twenty are usual; only an order with a hundred refunds has more than this. */
const MOST_EVENTS = 200;

export async function timelineOf(
  pool: FactPool,
  { viewer }: Viewpoint,
  orderId: string,
  signal: AbortSignal,
): Promise<readonly StepFact[]> {
  const steps = await pool.read(signal, (connections) => readTimeline(connections, orderId));
  return shownSteps(viewer, steps)
    .slice(0, MOST_EVENTS)
    .map((step) => ({
      evidence: step.eventId,
      at: step.at,
      service: step.service,
      event: step.event,
      kind: step.kind,
      detail: freeText(detailOf(step)),
    }));
}

/** `CARRIER NUMBER`: by the number anybody can follow the parcel to a door. */
function detailOf({ event, detail }: TimelineStep): string | null {
  return event === shipmentCreated.type && detail ? detail.split(' ').slice(0, -1).join(' ') : detail;
}

interface Row {
  readonly version: number;
  readonly data: OrderEvent;
}

export async function streamOf(pool: FactPool, orderId: string, signal: AbortSignal): Promise<readonly StreamFact[]> {
  const rows = await pool.rows<Row>(
    signal,
    `SELECT version, data || jsonb_build_object('type', type) AS data FROM events
     WHERE stream_id = $1 ORDER BY version LIMIT $2`,
    [orderId, MOST_EVENTS],
  );
  return rows.map(({ version, data }) => ({
    evidence: `stream:${orderId}@${version}`,
    version,
    type: data.type,
    at: data.at,
    data: tellable(data),
  }));
}

/** What of an event may leave the house, field by field: a field that is added to an event does not follow by itself. */
function tellable(event: OrderEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'OrderPlaced': {
      const items = event.items.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice }));
      return { customerId: event.customerId, items, total: event.total, paymentMethod: event.payment.method };
    }
    case 'PaymentCaptured':
    case 'PaymentDeclined':
      return { paymentId: event.paymentId };
    case 'PaymentRefunded':
      return { refundedTotal: event.refundedTotal };
    case 'ShipmentCreated':
      return { shipmentId: event.shipmentId, carrier: event.carrier };
    case 'CancellationStarted':
      return { reason: event.reason, detail: freeText(event.detail) };
    case 'ParticipantUndone':
      return { participant: event.participant };
    case 'StockReserved':
    case 'OrderConfirmed':
    case 'ShipmentDispatched':
    case 'ShipmentDelivered':
    case 'OrderCancelled':
      return {};
    default:
      return unreachable(event);
  }
}
