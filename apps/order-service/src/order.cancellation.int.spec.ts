import {
  paymentDeclined,
  paymentRefunded,
  shipmentDispatched,
  shipmentRejected,
  stockRejected,
} from '@shop/domain-events';
import { customerId, news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { orderOf, usd } from './testing/order-requests.js';
import { placeOrder, product, startOrder } from './testing/order-under-test.js';
import { inEveryOrder, Participants } from './testing/participants.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
let others: Participants;
beforeAll(async () => {
  shop = await startOrder();
  others = new Participants(shop);
  await shop.tell(product('TEA', 1800));
});
afterAll(() => shop.stop());

const placed = 'shop.order.placed.v1';
const confirmed = 'shop.order.confirmed.v1';
const started = 'shop.order.cancellation-started.v1';
const cancelled = 'shop.order.cancelled.v1';

const place = () => placeOrder(shop, orderOf(['TEA', 2]));
const order = async (orderId: string) => (await shop.request(`GET /orders/${orderId}`)).json;
const cancel = (orderId: string, body?: object) => shop.request(`POST /orders/${orderId}/cancel`, { body });

async function confirmedOrder(): Promise<string> {
  const orderId = await place();
  await others.tellAll(others.step, orderId);
  return orderId;
}

describe('an order that a participant refuses', () => {
  it.each([
    [stockRejected, 'out_of_stock', 'NW-001: 2 wanted, 1 left'],
    [paymentDeclined, 'payment_declined', 'insufficient_funds'],
    [shipmentRejected, 'undeliverable', 'postal code 00000 is not served'],
  ])('by $type is cancelled once all three have answered', async (definition, reason, detail) => {
    const orderId = await place();
    const refusal = news(definition, { orderId });
    await shop.tell(refusal, refusal, news(definition, { orderId }));
    expect(await order(orderId)).toMatchObject({ status: 'cancelling', cancellation: { reason, detail } });
    await others.tellAgainAndAgain(others.answer, orderId, ['money', 'stock']);
    expect(await shop.publishedTypes(orderId)).toEqual([placed, started]);
    await others.tellAgainAndAgain(others.answer, orderId, ['label']);
    expect(await shop.publishedTypes(orderId)).toEqual([placed, started, cancelled]);
    const [, first, last] = shop.publishedFor(orderId);
    expect(first?.causationId).toBe(refusal.headers['ce_id']);
    for (const event of [first, last]) {
      expect(event?.data).toEqual({ orderId, customerId, reason, detail });
    }
  });

  it.each(inEveryOrder)('is cancelled once by the answers %s, %s and %s', async (...inOrder) => {
    const orderId = await place();
    await shop.tell(news(stockRejected, { orderId }));
    await others.tellAgainAndAgain(others.answer, orderId, inOrder);
    expect(await order(orderId)).toMatchObject({ status: 'cancelled' });
    expect(await shop.publishedTypes(orderId)).toEqual([placed, started, cancelled]);
  });

  it('ends as cancelled though steps come late, and shows money taken and given back', async () => {
    const orderId = await place();
    await shop.tell(news(shipmentRejected, { orderId }));
    await shop.tell(others.step('stock', orderId), others.step('money', orderId));
    expect(await order(orderId)).toMatchObject({ status: 'cancelling', payment: { status: 'captured' } });
    await others.tellAll(others.answer, orderId);
    await others.tellAll(others.step, orderId);
    expect(await order(orderId)).toMatchObject({
      status: 'cancelled',
      payment: { status: 'refunded', refundedAmount: usd(3600) },
      shipment: null,
    });
    expect(await shop.publishedTypes(orderId)).toEqual([placed, started, cancelled]);
  });

  it('does not take a refund out of good will for an answer', async () => {
    const orderId = await place();
    await shop.tell(others.step('money', orderId), news(stockRejected, { orderId }));
    const data = { amount: usd(600), refundedTotal: usd(600), cause: 'goodwill' as const };
    await shop.tell(news(paymentRefunded, { orderId, ...data }));
    await shop.tell(others.answer('stock', orderId), others.answer('label', orderId));
    expect(await order(orderId)).toMatchObject({ status: 'cancelling', payment: { status: 'partially_refunded' } });
    await shop.tell(others.answer('money', orderId));
    expect(await order(orderId)).toMatchObject({ status: 'cancelled', payment: { status: 'refunded' } });
  });
});

describe('a customer who cancels', () => {
  it('is told that it has begun, and begins it once', async () => {
    const orderId = await confirmedOrder();
    const body = { reason: 'too late' };
    const answered = await Promise.all([cancel(orderId, body), cancel(orderId, body), cancel(orderId)]);
    expect(answered.map(({ status, json }) => [status, json])).toEqual(
      Array(3).fill([202, { id: orderId, status: 'cancelling' }]),
    );
    await others.tellAgainAndAgain(others.answer, orderId, ['label', 'money', 'stock']);
    expect(await order(orderId)).toMatchObject({
      status: 'cancelled',
      cancellation: { reason: 'customer_request' },
      payment: { status: 'refunded', refundedAmount: usd(3600) },
      shipment: { status: 'cancelled' },
    });
    expect((await cancel(orderId)).json).toEqual({ id: orderId, status: 'cancelled' });
    expect(await shop.publishedTypes(orderId)).toEqual([placed, confirmed, started, cancelled]);
  });

  it('is refused once the parcel is on its way', async () => {
    const orderId = await confirmedOrder();
    await shop.tell(news(shipmentDispatched, { orderId }));
    const { status, json } = await cancel(orderId);
    expect([status, json['type']]).toEqual([409, expect.stringContaining('order.already-shipped')]);
    expect(await order(orderId)).toMatchObject({ status: 'shipped', cancellation: null });
    expect(await shop.publishedTypes(orderId)).toEqual([placed, confirmed]);
  });
});
