import { paymentDeclined, stockRejected } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { expositionFaults, news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { orderOf } from './testing/order-requests.js';
import { placeOrder, product, startOrder } from './testing/order-under-test.js';
import { Participants } from './testing/participants.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
let others: Participants;
beforeEach(async () => {
  shop = await startOrder();
  others = new Participants(shop);
  await shop.tell(product('TEA', 1800));
});
afterEach(() => shop.stop());

const place = () => placeOrder(shop, orderOf(['TEA', 2]));
const figure = async (name: string, labels: Record<string, string> = {}) => (await shop.metrics()).value(name, labels);
const ended = (outcome: string, reason: string) => figure('saga_duration_seconds_count', { outcome, reason });

it('counts an order that is placed and confirmed, with what it comes to and how long it took', async () => {
  const orderId = await place();
  expect([await figure('orders_placed_total'), await ended('confirmed', 'none')]).toEqual([1, 0]);
  await others.tellAll(others.step, orderId);
  const figures = await shop.metrics();
  expect(figures.value('orders_placed_total')).toBe(1);
  expect(figures.value('order_revenue_minor_total', { currency: 'USD' })).toBe(3600);
  expect(figures.value('saga_duration_seconds_count', { outcome: 'confirmed', reason: 'none' })).toBe(1);
  expect(figures.value('saga_duration_seconds_sum')).toBeLessThan(10);
  expect(figures.value('http_server_request_duration_seconds_count', { route: '/orders', status: '202' })).toBe(1);
});

it('counts no order that is refused, and one only that is asked for twice', async () => {
  expect((await shop.request('POST /orders', { body: orderOf(['NOTHING', 1]) })).status).toBe(400);
  const key = newId();
  for (const _ of ['once', 'again'])
    await placeOrder(shop, orderOf(['TEA', 1]), { headers: { 'idempotency-key': key } });
  expect(await figure('orders_placed_total')).toBe(1);
});

it('counts cancellations by their reason, once all is undone', async () => {
  const [unavailable, declined] = [await place(), await place()];
  await shop.tell(news(stockRejected, { orderId: unavailable }), news(paymentDeclined, { orderId: declined }));
  expect(await figure('orders_cancelled_total')).toBe(0);
  for (const orderId of [unavailable, declined]) await others.tellAll(others.answer, orderId);
  expect(await figure('orders_cancelled_total', { reason: 'out_of_stock' })).toBe(1);
  expect(await figure('orders_cancelled_total', { reason: 'payment_declined' })).toBe(1);
  expect(await ended('cancelled', 'out_of_stock')).toBe(1);
  expect(await ended('cancelled', 'payment_declined')).toBe(1);
});

it('leaves an order out of the durations that is cancelled after it was confirmed', async () => {
  const orderId = await place();
  await others.tellAll(others.step, orderId);
  expect((await shop.request(`POST /orders/${orderId}/cancel`)).status).toBe(202);
  await others.tellAll(others.answer, orderId);
  expect(await figure('orders_cancelled_total', { reason: 'customer_request' })).toBe(1);
  expect([await ended('cancelled', 'customer_request'), await ended('confirmed', 'none')]).toEqual([0, 1]);
});

it('counts events that come again as duplicates, of the handler that had them', async () => {
  const orderId = await place();
  const record = others.step('stock', orderId);
  await shop.tell(record);
  await shop.tell(record, record, others.step('money', orderId));
  const handler = 'shop.inventory.reserved';
  await eventually(async () => expect(await figure('messaging_inbox_duplicates_total', { handler })).toBe(2));
  expect(await figure('messaging_inbox_duplicates_total')).toBe(2);
  const handled = { handler, event: 'shop.inventory.reserved.v1', outcome: 'handled' };
  expect(await figure('messaging_handler_duration_seconds_count', handled)).toBe(3);
});

it('knows how many sagas are open, how old they are, and which are stuck', async () => {
  const orders = [await place(), await place(), await place(), await place()];
  const [late = '', paid = '', cancelling = ''] = orders;
  await shop.tell(others.step('stock', paid), others.step('money', paid));
  await shop.request(`POST /orders/${cancelling}/cancel`);
  await shop.query(`UPDATE order_views SET placed_at = now() - interval '100 seconds' WHERE id = $1`, [late]);
  await shop.query(`UPDATE order_views SET updated_at = now() - interval '6 minutes' WHERE id = $1`, [cancelling]);
  const stuck = async () => {
    const figures = await shop.metrics();
    const states = ['placed', 'stock_reserved', 'paid', 'cancelling'];
    return states.map((state) => [figures.value('sagas_open', { state }), figures.value('sagas_stuck', { state })]);
  };
  await eventually(async () => {
    expect(await stuck()).toEqual([
      [2, 0],
      [0, 0],
      [1, 0],
      [1, 1],
    ]);
  });
  const age = (await figure('saga_oldest_open_age_seconds')) ?? 0;
  expect(Math.round(age / 20)).toBe(5);
});

it('exports what the catalogue of metrics says of it, and nothing that grows with its use', async () => {
  const orderId = await place();
  await others.tellAll(others.step, orderId);
  await shop.request(`GET /orders/${orderId}`);
  await shop.request(`GET /orders/${newId()}`);
  await shop.request('GET /nothing/at/all?e=ada@shop.example');
  expect(expositionFaults('order-service', await shop.metrics())).toEqual([]);
});
