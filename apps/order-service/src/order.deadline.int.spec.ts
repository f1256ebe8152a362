import { stockReserved } from '@shop/domain-events';
import { eventually } from '@shop/messaging/testing';
import { news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { orderOf } from './testing/order-requests.js';
import { placeOrder, product, startOrder } from './testing/order-under-test.js';
import { Participants } from './testing/participants.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
let others: Participants;
beforeAll(async () => {
  // Two watchdogs, as in production: both may find an order past its deadline.
  shop = await startOrder({ replicas: 2, env: { SAGA_DEADLINE_SECONDS: '1' } });
  others = new Participants(shop);
  await shop.tell(product('TEA', 1800));
});
afterAll(() => shop.stop());

const place = () => placeOrder(shop, orderOf(['TEA', 1]));
const order = async (orderId: string) => (await shop.request(`GET /orders/${orderId}`)).json;
const timedOut = (orderId: string) =>
  eventually(async () => expect(await order(orderId)).toMatchObject({ cancellation: { reason: 'timed_out' } }));

it('cancels an order that nobody answers, once, and says how far it had come', async () => {
  const [untouched, halfWay] = [await place(), await place()];
  await shop.tell(news(stockReserved, { orderId: halfWay }));
  await Promise.all([timedOut(untouched), timedOut(halfWay)]);
  expect(await order(untouched)).toMatchObject({ status: 'cancelling', cancellation: { detail: 'still placed' } });
  expect(await order(halfWay)).toMatchObject({ cancellation: { detail: 'still stock_reserved' } });
  const { json } = await shop.request(`GET /orders/${untouched}/timeline`);
  expect(json['steps']).toMatchObject([{ kind: 'action' }, { kind: 'deadline', detail: 'timed_out: still placed' }]);
  await others.tellAll(others.answer, halfWay);
  expect(await shop.publishedTypes(halfWay)).toEqual([
    'shop.order.placed.v1',
    'shop.order.cancellation-started.v1',
    'shop.order.cancelled.v1',
  ]);
});

it('leaves an order alone that is confirmed, or is being cancelled anyway', async () => {
  const [confirmed, cancelling] = [await place(), await place()];
  await others.tellAll(others.step, confirmed);
  await shop.request(`POST /orders/${cancelling}/cancel`);
  // Placed after the two: when this one is late, they would have been late before it.
  await timedOut(await place());
  expect(await order(confirmed)).toMatchObject({ status: 'confirmed', cancellation: null });
  expect(await order(cancelling)).toMatchObject({ cancellation: { reason: 'customer_request' } });
  const left = 'SELECT 1 FROM saga_deadlines WHERE saga_id = ANY($1)';
  expect(await shop.query(left, [[confirmed, cancelling]])).toEqual([]);
});
