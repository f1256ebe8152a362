import { paymentCaptured, shipmentCreated, stockReserved } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import type { BrokerRecord } from '@shop/messaging';
import { news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { orderOf } from './testing/order-requests.js';
import { placeOrder, product, startOrder } from './testing/order-under-test.js';

jest.setTimeout(60_000);

let shop: ServiceUnderTest;
beforeAll(async () => {
  shop = await startOrder({ replicas: 2 });
  await shop.tell(product('TEA', 1800));
});
afterAll(() => shop.stop());

const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));
const place = (index: number) => placeOrder(shop, orderOf(['TEA', 1]), { replica: index % 2 });

const steps = [stockReserved, paymentCaptured, shipmentCreated];

/** Without a key the copies go to the partitions in turn, so both replicas get the same event, and at the same time. */
const toEveryReplica = (record: BrokerRecord) => many(3, () => ({ ...record, key: null }));

/** Transactions that were given up in the service's database so far. PostgreSQL counts them with a delay. */
async function rollbacks(): Promise<number> {
  const [row] = await shop.query<{ n: number }>(
    'SELECT xact_rollback::int AS n FROM pg_stat_database WHERE datname = current_database()',
  );
  return row?.n ?? 0;
}

/** Placed, three steps, confirmed; and the view is that of the last event. */
async function expectConfirmedOnce(orderIds: readonly string[]): Promise<void> {
  for (const orderId of orderIds) {
    expect(await shop.publishedTypes(orderId)).toEqual(['shop.order.placed.v1', 'shop.order.confirmed.v1']);
  }
  const streams = await shop.query(
    `SELECT count(*)::int AS events, v.version, v.status,
       (SELECT count(*)::int FROM saga_timeline t WHERE t.order_id = v.id) AS steps
     FROM order_views v JOIN events e ON e.stream_id = v.id WHERE v.id = ANY($1) GROUP BY v.id`,
    [orderIds],
  );
  expect(streams).toEqual(orderIds.map(() => ({ events: 5, version: 5, steps: 5, status: 'confirmed' })));
}

it('confirms each order once when every event reaches both replicas at a time', async () => {
  const orderIds = await Promise.all(many(40, place));
  await shop.tell(...orderIds.flatMap((id) => steps.flatMap((step) => toEveryReplica(news(step, { orderId: id })))));
  await expectConfirmedOnce(orderIds);
});

it('decides again what lost a race when the replicas hear different events of an order at a time', async () => {
  const before = await rollbacks();
  // Who meets whom is up to the scheduler: so round after round until a race was really lost, which must come.
  for (const deadline = Date.now() + 60_000; (await rollbacks()) <= before;) {
    expect(Date.now()).toBeLessThan(deadline);
    const orderIds = await Promise.all(many(40, place));
    // Opposite orders, so that they really get in each other's way.
    const sequences = [orderIds, orderIds.toReversed(), orderIds];
    const records = steps.flatMap((step, index) => (sequences[index] ?? []).map((id) => news(step, { orderId: id })));
    await shop.tell(...records);
    await expectConfirmedOnce(orderIds);
  }
}, 90_000);

it('places one order for one idempotency key, whichever replica is asked', async () => {
  for (const key of many(5, newId)) {
    const customer = newId();
    const answers = await Promise.all(
      many(10, (index) =>
        shop.request('POST /orders', {
          id: customer,
          body: orderOf(['TEA', 1]),
          headers: { 'idempotency-key': key },
          replica: index % 2,
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(many(10, () => 202));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
    expect(await shop.query('SELECT 1 FROM order_views WHERE customer_id = $1', [customer])).toHaveLength(1);
  }
});

it('gives the same answer to two requests with one key that are alone in their transactions at the same time', async () => {
  // Who meets whom is up to the scheduler: so round after round until two really met, which must come.
  const before = await rollbacks();
  for (const deadline = Date.now() + 60_000; (await rollbacks()) <= before;) {
    expect(Date.now()).toBeLessThan(deadline);
    const customer = newId();
    for (const key of many(20, newId)) {
      const ask = (replica: number) => {
        const headers = { 'idempotency-key': key };
        return shop.request('POST /orders', { id: customer, body: orderOf(['TEA', 1]), headers, replica });
      };
      const [first, second] = await Promise.all([ask(0), ask(1)]);
      expect([first.status, second.status]).toEqual([202, 202]);
      expect(first.text).toBe(second.text);
    }
  }
}, 90_000);

it('begins one cancellation when both replicas are asked for it', async () => {
  for (const orderId of await Promise.all(many(5, place))) {
    const answers = await Promise.all(
      many(6, (index) => shop.request(`POST /orders/${orderId}/cancel`, { replica: index % 2 })),
    );
    expect(answers.map(({ status }) => status)).toEqual(many(6, () => 202));
    expect(await shop.publishedTypes(orderId)).toEqual(['shop.order.placed.v1', 'shop.order.cancellation-started.v1']);
  }
});
