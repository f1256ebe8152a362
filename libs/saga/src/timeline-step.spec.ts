import { allEvents, cancellationStarted, paymentRefunded, shipmentCancelled, stockReleased } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { describe as inWords, kindOf } from './timeline-step.js';

const eventOf = (type: string, data: unknown): DomainEvent => ({
  id: 'e-1',
  type,
  source: '/shop/order-service',
  subject: 'o-1',
  time: '2026-01-01T00:00:00.000Z',
  correlationId: 'o-1',
  causationId: 'e-0',
  data,
});
const examples = allEvents().map(({ type, example }) => [type, eventOf(type, example)] as const);

/** What a reader of a timeline is told of each event; `null`: its name says it all. */
const told: Readonly<Record<string, readonly [string, string | null]>> = {
  'shop.order.placed.v1': ['action', '1 line(s), 36.00 USD'],
  'shop.order.confirmed.v1': ['action', null],
  'shop.order.cancellation-started.v1': ['compensation', 'out_of_stock: NW-001: 2 asked for, 1 left'],
  'shop.order.cancelled.v1': ['compensation', 'customer_request'],
  'shop.order.proposal-decided.v1': ['action', 'refund: approved'],
  'shop.inventory.reserved.v1': ['action', null],
  'shop.inventory.rejected.v1': ['failure', 'NW-001: 2 wanted, 1 left'],
  'shop.inventory.released.v1': ['compensation', '2 × NW-001'],
  'shop.payment.captured.v1': ['action', '36.00 USD'],
  'shop.payment.declined.v1': ['failure', 'insufficient_funds'],
  'shop.payment.refunded.v1': ['compensation', '36.00 USD'],
  'shop.shipment.created.v1': ['action', 'Speedy Express SPX0000000001'],
  'shop.shipment.rejected.v1': ['failure', 'postal code 00000 is not served'],
  'shop.shipment.cancelled.v1': ['compensation', 'the label is void'],
  'shop.shipment.dispatched.v1': ['action', null],
  'shop.shipment.delivered.v1': ['action', null],
};

describe('a step of the timeline', () => {
  it.each(examples.filter(([type]) => !/^shop\.(user|product)\./.test(type)))('%s is told', (type, event) => {
    expect([kindOf(event), inWords(event)]).toEqual(told[type]);
  });

  it('is a deadline when the cancellation began because time was up', () => {
    const timedOut = { orderId: 'o-1', customerId: 'c-1', reason: 'timed_out', detail: null };
    const event = eventOf(cancellationStarted.type, timedOut);
    expect([kindOf(event), inWords(event)]).toEqual(['deadline', 'timed_out']);
  });

  it.each([
    [stockReleased.type, { orderId: 'o-1', items: [] }, 'nothing was held'],
    [
      paymentRefunded.type,
      {
        orderId: 'o-1',
        paymentId: null,
        amount: { amountMinor: 0, currency: 'USD' },
        refundedTotal: { amountMinor: 0, currency: 'USD' },
        cause: 'cancellation',
      },
      'nothing had been taken',
    ],
    [shipmentCancelled.type, { orderId: 'o-1', shipmentId: null }, 'there was no label'],
  ])('%s says so when there was nothing to undo', (type, data, words) => {
    expect(inWords(eventOf(type, data))).toBe(words);
  });
});
