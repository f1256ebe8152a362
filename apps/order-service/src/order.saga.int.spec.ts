import { paymentRefunded, shipmentDelivered, shipmentDispatched, stockRejected } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { customerId, news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { orderOf, usd } from './testing/order-requests.js';
import { placeOrder, product, startOrder } from './testing/order-under-test.js';
import { inEveryOrder, Participants, parts } from './testing/participants.js';

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

const place = () => placeOrder(shop, orderOf(['TEA', 2]));
const order = async (orderId: string) => (await shop.request(`GET /orders/${orderId}`)).json;

async function confirmedOrder(): Promise<string> {
  const orderId = await place();
  await others.tellAll(others.step, orderId);
  return orderId;
}

describe('an order whose participants all do their step', () => {
  it.each(inEveryOrder)('is confirmed once by %s, %s and %s, though each event comes again', async (...inOrder) => {
    const orderId = await place();
    await others.tellAgainAndAgain(others.step, orderId, inOrder);
    expect(await order(orderId)).toMatchObject({
      status: 'confirmed',
      payment: { status: 'captured', refundedAmount: usd(0) },
      shipment: { status: 'created', carrier: 'Speedy Express' },
    });
    expect(await shop.publishedTypes(orderId)).toEqual([placed, confirmed]);
    expect(shop.publishedFor(orderId)[1]).toMatchObject({
      correlationId: orderId,
      data: { orderId, customerId, total: usd(3600) },
    });
  });

  it('is confirmed once when all events come at a time', async () => {
    const orderId = await place();
    const records = parts.map((part) => others.step(part, orderId));
    await shop.tell(...records, ...records.toReversed());
    expect(await shop.publishedTypes(orderId)).toEqual([placed, confirmed]);
  });

  it('names its status after how far it has come, and is shipped and delivered', async () => {
    const orderId = await place();
    const parcel = [news(shipmentDispatched, { orderId }), news(shipmentDelivered, { orderId })];
    const seen: unknown[] = [];
    for (const record of [...parts.map((part) => others.step(part, orderId)), ...parcel]) {
      await shop.tell(record, record);
      seen.push((await order(orderId))['status']);
    }
    expect(seen).toEqual(['stock_reserved', 'paid', 'confirmed', 'shipped', 'delivered']);
    expect(await shop.publishedTypes(orderId)).toEqual([placed, confirmed]);
  });

  it('shows a refund out of good will, and stands', async () => {
    const orderId = await confirmedOrder();
    const data = { amount: usd(600), refundedTotal: usd(600), cause: 'goodwill' as const };
    await shop.tell(news(paymentRefunded, { orderId, ...data }));
    expect(await order(orderId)).toMatchObject({
      status: 'confirmed',
      payment: { status: 'partially_refunded', refundedAmount: usd(600) },
    });
  });
});

it('makes nothing of news of an order that it does not know', async () => {
  const orderId = newId();
  await shop.tell(...parts.flatMap((part) => [others.step(part, orderId), others.answer(part, orderId)]));
  await shop.tell(news(stockRejected, { orderId }));
  const tables = ['events', 'order_views', 'saga_timeline', 'saga_deadlines', 'outbox'];
  const rows = tables.map((table) => shop.query(`SELECT 1 FROM ${table} t WHERE t::text LIKE $1`, [`%${orderId}%`]));
  expect(await Promise.all(rows)).toEqual(tables.map(() => []));
});
