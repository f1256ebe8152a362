import { money } from '@shop/kernel';
import {
  after,
  cancelledFact,
  comparisonFact,
  customerFact,
  orderFact,
  paymentFact,
  sampleCustomerId,
  sampleOrderId,
  stepFact,
} from './sample-facts.js';
import type { ScriptedShop } from './scripted-facts.js';

/** Somebody else's order, whom nobody who asks about the sample order's may hear of as a customer. */
export const foreign = {
  orderId: '0198b000-0000-7000-8000-00000000f001',
  customerId: '0198b000-0000-7000-8000-00000000fc01',
  sku: 'FOREIGN-GOODS',
  totalMinor: 98_765_432,
  deadLetterId: 'payment-service.0198b000-0000-7000-8000-00000000fd01',
  secret: 'the neighbours must not know',
};

/** A shop in which `text` stands wherever somebody can write what they want, and `fields` in the data of events. */
export function plantedShop(text: string, fields: Readonly<Record<string, unknown>> = {}): ScriptedShop {
  const order = cancelledFact('out_of_stock', { detail: text });
  const step = (event: string, seconds: number) => stepFact(event, seconds, text);
  return {
    orders: [order, foreignOrder()],
    timelines: {
      [sampleOrderId]: [step('order.placed', 0), step('inventory.rejected', 1), step('order.cancelled', 2)],
      [foreign.orderId]: [stepFact('order.placed', 0, foreign.secret)],
    },
    streams: { [sampleOrderId]: [streamFact(text, fields)] },
    payments: { [sampleOrderId]: paymentFact({ status: text }), [foreign.orderId]: foreignPayment() },
    shipments: {
      [sampleOrderId]: {
        evidence: 'shipment:s1',
        status: text,
        carrier: text,
        events: [{ at: after(3), status: text }],
      },
    },
    stock: [{ evidence: 'stock:TEA', sku: 'TEA', available: 5, onHand: 5, reserved: 0 }],
    customers: {
      [sampleCustomerId]: customerFact(),
      [foreign.customerId]: customerFact({
        evidence: `customer:${foreign.customerId}`,
        customerId: foreign.customerId,
        spent: money(foreign.totalMinor, 'USD'),
      }),
    },
    comparisons: { [sampleOrderId]: comparisonFact() },
    deadLetters: { [sampleOrderId]: [letterFact(text)] },
    circuits: [
      {
        evidence: 'circuit:payment-service/provider',
        service: 'payment-service',
        name: text,
        state: 'open',
        opened: 1,
      },
    ],
  };
}

function foreignOrder() {
  const { orderId, customerId, sku, totalMinor, secret } = foreign;
  return orderFact({
    orderId,
    customerId,
    items: [{ sku, quantity: 1, unitPrice: money(totalMinor, 'USD') }],
    total: money(totalMinor, 'USD'),
    status: 'cancelled',
    cancellation: { reason: 'customer_request', detail: secret },
  });
}

function foreignPayment() {
  return paymentFact({ evidence: 'payment:foreign', amount: money(foreign.totalMinor, 'USD') });
}

function streamFact(text: string, fields: Readonly<Record<string, unknown>>) {
  const evidence = `stream:${sampleOrderId}@1`;
  return { evidence, version: 1, type: 'OrderPlaced', at: after(0), data: { ...fields, note: text } };
}

function letterFact(text: string) {
  const deadLetterId = 'inventory-service.0198b000-0000-7000-8000-00000000d001';
  return {
    evidence: `dead-letter:${deadLetterId}`,
    deadLetterId,
    service: 'inventory-service',
    status: 'open' as const,
    kind: 'shop.order.placed.v1',
    handler: text,
    error: text,
    attempts: 5,
    firstFailedAt: after(1),
  };
}
