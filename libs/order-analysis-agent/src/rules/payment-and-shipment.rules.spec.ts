import { money } from '@shop/kernel';
import { caseFile } from '../testing/case-file.js';
import { after, cancelledFact, orderFact, paymentFact, shipmentFact, stepFact } from '../testing/sample-facts.js';
import { goodwill, paymentRetried } from './payment.rules.js';
import { shipmentDelayed } from './shipment.rules.js';

const usd = (amountMinor: number) => money(amountMinor, 'USD');

describe('a payment', () => {
  it('was retried when the provider was asked more than once', () => {
    expect(paymentRetried(caseFile({ payment: paymentFact({ attempts: 1 }) }))).toEqual([]);
    expect(paymentRetried(caseFile({ payment: paymentFact({ attempts: 2 }) }))).toMatchObject([
      { code: 'payment_retried', severity: 'info', evidence: ['payment:p1'] },
    ]);
    expect(paymentRetried(caseFile({ payment: null }))).toEqual([]);
  });

  it('was given back in part or wholly while the order stands', () => {
    const file = (refunded: number) =>
      caseFile({ order: orderFact({ status: 'delivered' }), payment: paymentFact({ refundedAmount: usd(refunded) }) });
    expect(goodwill(file(0))).toEqual([]);
    expect(goodwill(file(1))).toMatchObject([{ code: 'partially_refunded' }]);
    expect(goodwill(file(4_999))).toMatchObject([{ code: 'partially_refunded' }]);
    expect(goodwill(file(5_000))).toMatchObject([{ code: 'refunded' }]);
  });

  it('is read from the order when the payment service cannot be asked', () => {
    const order = orderFact({ status: 'confirmed', payment: { status: 'refunded', refundedAmount: usd(5_000) } });
    expect(goodwill(caseFile({ order }))).toMatchObject([{ code: 'refunded', evidence: [order.evidence] }]);
  });

  it('that a cancellation gave back is no goodwill', () => {
    const payment = paymentFact({ refundedAmount: usd(5_000) });
    expect(goodwill(caseFile({ order: cancelledFact('customer_request'), payment }))).toEqual([]);
  });
});

describe('a shipment', () => {
  const hours = (count: number) => count * 3_600;
  const later = (seconds: number) => new Date(after(seconds));

  it('is delayed 48 hours after the order was confirmed', () => {
    const file = { order: orderFact({ status: 'confirmed' }), timeline: [stepFact('order.confirmed', 10)] };
    expect(shipmentDelayed(caseFile({ ...file, now: later(hours(48) + 10) }))).toEqual([]);
    expect(shipmentDelayed(caseFile({ ...file, now: later(hours(48) + 11) }))).toMatchObject([
      { code: 'shipment_delayed', severity: 'warning', detail: expect.stringContaining('2 days') as string },
    ]);
  });

  it('is delayed seven days after the parcel has left', () => {
    const shipment = shipmentFact(
      'in_transit',
      { at: after(0), status: 'created' },
      { at: after(60), status: 'in_transit' },
    );
    const file = { order: orderFact({ status: 'shipped' }), shipment };
    expect(shipmentDelayed(caseFile({ ...file, now: later(hours(168) + 60) }))).toEqual([]);
    expect(shipmentDelayed(caseFile({ ...file, now: later(hours(168) + 61) }))).toMatchObject([
      { evidence: ['shipment:s1'] },
    ]);
  });

  it.each(['paid', 'delivered', 'cancelled'] as const)('of an order that is %s is never delayed', (status) => {
    expect(shipmentDelayed(caseFile({ order: orderFact({ status }), now: later(hours(9_999)) }))).toEqual([]);
  });
});
