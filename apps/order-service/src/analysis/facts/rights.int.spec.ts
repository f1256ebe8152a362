import { paymentCaptured, shipmentCreated, stockReserved } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import type { ShopFacts } from '@shop/order-analysis-agent';
import { customerId, news } from '@shop/service-testing';
import { FactsUnderTest } from '../../testing/facts-under-test.js';
import { orderOf } from '../../testing/order-requests.js';
import { placeOrder, product } from '../../testing/order-under-test.js';

jest.setTimeout(40_000);

let bench: FactsUnderTest;
let orderId: string;
beforeAll(async () => {
  bench = await FactsUnderTest.start();
  const { shop } = bench;
  await shop.tell(product('TEA', 1800));
  orderId = await placeOrder(shop, orderOf(['TEA', 2]));
  await shop.tell(...[stockReserved, paymentCaptured].map((definition) => news(definition, { orderId })));
  await shop.tell(news(shipmentCreated, { orderId, carrier: 'Demo Post', trackingNumber: 'TRACK-1' }));
});
afterAll(() => bench.stop());
beforeEach(() => {
  bench.says.clear();
  bench.asked.length = 0;
});

const { signal } = new AbortController();
const stranger = newId();
const owner = () => bench.as(customerId, 'customer');
const support = () => bench.as(newId(), 'support');
const admin = () => bench.as(newId(), 'admin');

const ofAnOrder: readonly (readonly [string, (facts: ShopFacts) => Promise<unknown>])[] = [
  ['order', (facts) => facts.order(orderId, signal)],
  ['timeline', (facts) => facts.timeline(orderId, signal)],
  ['stream', (facts) => facts.stream(orderId, signal)],
  ['payment', (facts) => facts.payment(orderId, signal)],
  ['shipment', (facts) => facts.shipment(orderId, signal)],
  ['similarOrders', (facts) => facts.similarOrders(orderId, 5, signal)],
];
const ofOthers: readonly (readonly [string, (facts: ShopFacts) => Promise<unknown>])[] = [
  ['comparison', (facts) => facts.comparison(orderId, signal)],
  ['stuckSagas', (facts) => facts.stuckSagas(5, signal)],
  ['circuits', (facts) => facts.circuits(signal)],
  ['overview', (facts) => facts.overview(24, undefined, signal)],
  ['deadLetters', (facts) => facts.deadLetters(orderId, 5, signal)],
];

describe('what an analysis may know', () => {
  it.each(ofAnOrder)('of an order, its owner and the staff see: %s', async (_, ask) => {
    for (const facts of [owner(), support(), admin()]) await expect(ask(facts)).resolves.toBeDefined();
  });

  it.each(ofAnOrder)('of an order, to another customer there is none: %s', async (_, ask) => {
    await expect(ask(bench.as(stranger, 'customer'))).rejects.toMatchObject({ code: 'order.not-found' });
    expect(bench.asked).toEqual([]);
  });

  it.each(ofOthers)('of others, no customer sees: %s', async (_, ask) => {
    await expect(ask(owner())).rejects.toMatchObject({ kind: 'forbidden' });
    expect(bench.asked).toEqual([]);
  });

  it('dead letters are for admin alone, as in the API', async () => {
    await expect(support().deadLetters(orderId, 5, signal)).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(admin().deadLetters(orderId, 5, signal)).resolves.toEqual([]);
  });

  it('a customer finds and knows nobody but themselves', async () => {
    const facts = bench.as(stranger, 'customer');
    expect(await facts.search({ customerId, limit: 10 }, signal)).toEqual([]);
    await expect(facts.customer(customerId, signal)).rejects.toMatchObject({ code: 'customer.not-found' });
    expect(await owner().customer(customerId, signal)).toMatchObject({ customerId, orders: 1 });
  });

  it('has no name, street, card or tracking number in it', async () => {
    bench.says.set(`/orders/${orderId}/shipment`, {
      body: { id: newId(), status: 'created', carrier: 'Demo Post', trackingNumber: 'TRACK-1', events: [] },
    });
    const all = await Promise.all([...ofAnOrder, ...ofOthers].map(([, ask]) => ask(admin())));
    const told = JSON.stringify([...all, await admin().search({ limit: 10 }, signal)]);
    expect(told).toContain('Demo Post');
    expect(told).not.toMatch(/Lovelace|James|SW1Y|London|tok_|TRACK-1/);
  });

  it('cites events by their ids, and the stream by its versions', async () => {
    const steps = await owner().timeline(orderId, signal);
    const rows = await bench.shop.query<{ event_id: string }>(
      'SELECT event_id FROM saga_timeline WHERE order_id = $1',
      [orderId],
    );
    expect(steps.map(({ evidence }) => evidence).sort()).toEqual(rows.map(({ event_id }) => event_id).sort());
    const stream = await owner().stream(orderId, signal);
    expect(stream.map(({ evidence }) => evidence)).toEqual(stream.map((_, index) => `stream:${orderId}@${index + 1}`));
  });

  it('is read without being able to write', async () => {
    const writing = bench.pool.rows(signal, 'DELETE FROM order_views RETURNING id', []);
    await expect(writing).rejects.toThrow('read-only transaction');
  });

  it('is not waited for longer than a person waits', async () => {
    await expect(bench.pool.rows(signal, 'SELECT pg_sleep(10)', [])).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'facts.too-slow',
    });
  });

  it('is not asked for any more when nobody waits', async () => {
    const gone = AbortSignal.abort(new Error('gone'));
    for (const [, ask] of [['order', (facts: ShopFacts) => facts.order(orderId, gone)] as const])
      await expect(ask(owner())).rejects.toThrow('gone');
  });
});
