import { money } from '@shop/kernel';
import type {
  CancellationCause,
  ComparisonFact,
  CustomerFact,
  OrderFact,
  OrderState,
  PaymentFact,
  ShipmentFact,
  StepFact,
} from '../facts/fact.js';

export const sampleOrderId = '0198b000-0000-7000-8000-000000000001';
export const sampleCustomerId = '0198b000-0000-7000-8000-00000000c001';
/** When the sample order is placed. */
export const samplePlacedAt = '2026-11-21T10:00:00.000Z';

/** `seconds` after the sample order was placed. */
export function after(seconds: number): string {
  return new Date(Date.parse(samplePlacedAt) + seconds * 1_000).toISOString();
}

/** An order of 2 × TEA for 50.00 USD, just placed, with what a spec changes. */
export function orderFact(change: Partial<OrderFact> = {}): OrderFact {
  const orderId = change.orderId ?? sampleOrderId;
  return {
    evidence: `order:${orderId}`,
    orderId,
    customerId: sampleCustomerId,
    status: 'placed',
    items: [{ sku: 'TEA', quantity: 2, unitPrice: money(2_500, 'USD') }],
    total: money(5_000, 'USD'),
    payment: null,
    shipment: null,
    cancellation: null,
    placedAt: samplePlacedAt,
    updatedAt: samplePlacedAt,
    ...change,
  };
}

/** The order as it is while, or after, being cancelled. */
export function cancelledFact(
  reason: CancellationCause,
  { status = 'cancelled', detail = null }: { status?: OrderState; detail?: string | null } = {},
): OrderFact {
  return orderFact({ status, cancellation: { reason, detail }, updatedAt: after(2) });
}

const kinds: Readonly<Record<string, StepFact['kind']>> = {
  'inventory.rejected': 'failure',
  'payment.declined': 'failure',
  'shipment.rejected': 'failure',
  'order.cancellation-started': 'compensation',
  'inventory.released': 'compensation',
  'payment.refunded': 'compensation',
  'shipment.cancelled': 'compensation',
  'order.cancelled': 'compensation',
};

/** The step of an event such as `payment.captured`; its evidence is `event:payment.captured`. */
export function stepFact(event: string, seconds: number, detail: string | null = null): StepFact {
  const [of = ''] = event.split('.');
  const service = `${of === 'shipment' ? 'shipping' : of}-service`;
  const kind = kinds[event] ?? 'action';
  return { evidence: `event:${event}`, at: after(seconds), service, event: `shop.${event}.v1`, kind, detail };
}

/** One step a second, in this order. */
export function stepFacts(...events: readonly string[]): readonly StepFact[] {
  return events.map((event, index) => stepFact(event, index));
}

export function paymentFact(change: Partial<PaymentFact> = {}): PaymentFact {
  const nothingBack = money(0, 'USD');
  const base = { status: 'captured', amount: money(5_000, 'USD'), refundedAmount: nothingBack, attempts: 1 };
  return { evidence: 'payment:p1', ...base, ...change };
}

export function shipmentFact(status: string, ...events: ShipmentFact['events']): ShipmentFact {
  return { evidence: 'shipment:s1', status, carrier: 'Demo Post', events };
}

/** A customer about whom there is nothing odd. */
export function customerFact(change: Partial<CustomerFact> = {}): CustomerFact {
  return {
    evidence: `customer:${sampleCustomerId}`,
    customerId: sampleCustomerId,
    orders: 1,
    spent: money(0, 'USD'),
    cancelled: {},
    refusalRate: 0,
    lastHour: 0,
    lastDay: 0,
    declinesLastDay: 0,
    medianTotalMinor: null,
    firstOrderAt: samplePlacedAt,
    ...change,
  };
}

/** A shop in which there is nothing odd about the sample order. */
export function comparisonFact(change: Partial<ComparisonFact> = {}): ComparisonFact {
  return {
    evidence: `comparison:${sampleOrderId}`,
    medianTotalMinor: 5_000,
    p95TotalMinor: 10_000,
    quantities: [{ sku: 'TEA', quantity: 2, p95: 4 }],
    otherCustomersAtAddress: 0,
    ...change,
  };
}
