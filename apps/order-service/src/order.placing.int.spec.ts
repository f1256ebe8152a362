import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { customerId } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { orderOf, usd } from './testing/order-requests.js';
import { placeOrder, product, startOrder } from './testing/order-under-test.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
beforeAll(async () => {
  shop = await startOrder();
  await shop.tell(product('TEA', 1800), product('CUP', 250), product('OLD', 1, 2, true));
});
afterAll(() => shop.stop());

const withKey = (key: string, body: unknown, id = customerId) =>
  shop.request('POST /orders', { id, body, headers: { 'idempotency-key': key } });
const ordersIn = async (table: string) =>
  (await shop.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n ?? 0;

describe('placing an order', () => {
  it('prices it by the catalogue, merges lines of one sku, and says where to look', async () => {
    const { status, headers, json } = await shop.request('POST /orders', {
      body: orderOf(['TEA', 1], ['CUP', 4], ['TEA', 1]),
    });
    const self = `/api/v1/orders/${String(json['id'])}`;
    expect([status, headers.get('location'), headers.get('idempotent-replayed')]).toEqual([202, self, null]);
    const links = {
      self,
      timeline: `${self}/timeline`,
      cancel: `${self}/cancel`,
      payment: `${self}/payment`,
      shipment: `${self}/shipment`,
    };
    expect(json).toEqual({ id: json['id'], status: 'placed', total: usd(4600), links });
    const orderId = String(json['id']);
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(1));
    const [placed] = shop.publishedFor(orderId);
    expect(placed).toMatchObject({ type: 'shop.order.placed.v1', correlationId: orderId });
    expect(placed?.data).toEqual({
      orderId,
      customerId,
      ...orderOf(),
      items: [
        { sku: 'TEA', quantity: 2, unitPrice: usd(1800) },
        { sku: 'CUP', quantity: 4, unitPrice: usd(250) },
      ],
      total: usd(4600),
    });
  });

  it('names every line that cannot be ordered, and leaves nothing behind', async () => {
    const before = await ordersIn('order_views');
    const { status, json } = await shop.request('POST /orders', {
      body: orderOf(['TEA', 1], ['NOPE', 1], ['OLD', 1]),
    });
    expect(status).toBe(400);
    expect(json['type']).toContain('order.unknown-products');
    expect(json['errors']).toEqual([
      { path: 'items.1.sku', message: 'there is no product NOPE' },
      { path: 'items.2.sku', message: 'OLD is discontinued' },
    ]);
    expect(await ordersIn('order_views')).toBe(before);
  });

  it('is for customers, with a valid body', async () => {
    const body = orderOf(['TEA', 1]);
    expect((await shop.request('POST /orders', { as: ['support'], body })).status).toBe(403);
    const { status, json } = await shop.request('POST /orders', { body: orderOf(['TEA', 0]) });
    expect([status, json['errors']]).toMatchObject([400, [{ path: 'items.0.quantity' }]]);
    const address = (city: string) => ({ ...body, shippingAddress: { ...body.shippingAddress, city } });
    // No text of PostgreSQL can have these.
    for (const city of ['Lon\0don', 'Lon\ud800don']) {
      const answer = await shop.request('POST /orders', { body: address(city) });
      expect([answer.status, answer.json['errors']]).toMatchObject([400, [{ path: 'shippingAddress.city' }]]);
    }
  });
});

describe('an idempotency key', () => {
  it('gives the first answer again, byte for byte, and places one order', async () => {
    const [key, body] = [newId(), orderOf(['CUP', 1])];
    const first = await withKey(key, body);
    await shop.tell(product('CUP', 300, 2));
    const again = await withKey(key, body);
    expect([first.status, again.status, again.text]).toEqual([202, 202, first.text]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true']);
    expect(await shop.publishedTypes(String(first.json['id']))).toEqual(['shop.order.placed.v1']);
  });

  it('is refused with another request', async () => {
    const key = newId();
    await withKey(key, orderOf(['TEA', 1]));
    const { status, json } = await withKey(key, orderOf(['TEA', 2]));
    expect([status, json['type']]).toEqual([422, expect.stringContaining('idempotency.key-reused')]);
  });

  it("does not meet another customer's", async () => {
    const [key, body] = [newId(), orderOf(['TEA', 1])];
    const [mine, theirs] = [await withKey(key, body), await withKey(key, body, newId())];
    expect([mine.status, theirs.status]).toEqual([202, 202]);
    expect(theirs.json['id']).not.toBe(mine.json['id']);
  });

  it('places one order when ten requests come at a time', async () => {
    const [key, body, before] = [newId(), orderOf(['TEA', 1]), await ordersIn('order_views')];
    const answers = await Promise.all(Array.from({ length: 10 }, () => withKey(key, body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await ordersIn('order_views')).toBe(before + 1);
  });

  it('is free again after a refused request', async () => {
    const [key, sku] = [newId(), 'LATE'];
    expect((await withKey(key, orderOf([sku, 1]))).status).toBe(400);
    await shop.tell(product(sku, 100));
    expect((await withKey(key, orderOf([sku, 1]))).status).toBe(202);
  });

  it('has 1 to 200 visible ASCII characters', async () => {
    for (const key of ['with blank', 'x'.repeat(201)]) {
      const { status, json } = await withKey(key, orderOf(['TEA', 1]));
      expect([status, json['errors']]).toMatchObject([400, [{ path: 'headers.idempotency-key' }]]);
    }
  });
});

describe('prices', () => {
  it('are those of the highest revision, though older ones arrive late', async () => {
    await shop.tell(product('JAM', 900, 3));
    await shop.tell(product('JAM', 100, 2), product('JAM', 200, 3));
    const orderId = await placeOrder(shop, orderOf(['JAM', 2]));
    expect((await shop.request(`GET /orders/${orderId}`)).json).toMatchObject({ total: usd(1800) });
  });

  it('are waited for', async () => {
    const sku = 'NEW';
    const asked = shop.request(`GET /prices/${sku}?revision=2`);
    await shop.tell(product(sku, 100, 1));
    await shop.send(product(sku, 120, 2));
    expect(await asked).toMatchObject({ status: 200, json: { sku, revision: 2 } });
    expect((await shop.request(`GET /prices/${sku}?revision=1`)).json).toEqual({ sku, revision: 2 });
  });

  it('are 404 when they do not come', async () => {
    const { status, json } = await shop.request('GET /prices/NEVER?revision=1');
    expect([status, json['type']]).toEqual([404, expect.stringContaining('price.not-found')]);
  });
});
