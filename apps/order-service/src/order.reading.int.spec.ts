import { paymentCaptured, shipmentCreated, stockReserved } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import type { Order } from '@shop/api-contracts';
import { eventually } from '@shop/messaging/testing';
import { customerId, news } from '@shop/service-testing';
import type { ServiceUnderTest, SignedRequest } from '@shop/service-testing';
import { orderOf, usd } from './testing/order-requests.js';
import { placeOrder, product, startOrder } from './testing/order-under-test.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
beforeAll(async () => {
  shop = await startOrder();
  await shop.tell(product('TEA', 1800));
});
afterAll(() => shop.stop());

const tea = orderOf(['TEA', 1]);
const staff = { id: newId(), as: ['support'] } as const;
const stranger = { id: newId() };

type Page = { readonly items: readonly Order[]; readonly nextCursor: string | null };
async function list(query: string, options: SignedRequest = {}): Promise<Page> {
  const { status, json } = await shop.request(`GET /orders?${query}`, options);
  expect(status).toBe(200);
  return json as unknown as Page;
}
const idsOf = ({ items }: Page) => items.map(({ id }) => id);

describe('one order', () => {
  it('is shown to its owner, support and admin; to others it does not exist', async () => {
    const orderId = await placeOrder(shop, tea);
    const path = `/orders/${orderId}`;
    const { status, json } = await shop.request(`GET ${path}`);
    expect(status).toBe(200);
    expect(json).toEqual({
      id: orderId,
      customerId,
      status: 'placed',
      items: [{ sku: 'TEA', quantity: 1, unitPrice: usd(1800) }],
      total: usd(1800),
      payment: null,
      shipment: null,
      cancellation: null,
      placedAt: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      updatedAt: json['placedAt'],
      version: 1,
    });
    expect((await shop.request(`GET ${path}`, staff)).json).toEqual(json);
    expect((await shop.request(`GET ${path}`, { id: newId(), as: ['admin'] })).json).toEqual(json);
    for (const [method, what] of [
      ['GET', path],
      ['GET', `${path}/timeline`],
      ['POST', `${path}/cancel`],
      ['GET', `/orders/${newId()}`],
    ] as const) {
      const refused = await shop.request(`${method} ${what}`, stranger);
      expect([refused.status, refused.json['type']]).toEqual([404, expect.stringContaining('order.not-found')]);
    }
    expect((await shop.request(`GET ${path}`)).json).toEqual(json);
  });
});

describe('a list of orders', () => {
  it('comes in pages, newest first, each order once, though more are placed meanwhile', async () => {
    const customer = { id: newId() };
    const placed: string[] = [];
    for (let count = 0; count < 5; count++) placed.unshift(await placeOrder(shop, tea, customer));
    const first = await list('limit=2', customer);
    await placeOrder(shop, tea, customer);
    const second = await list(`limit=2&cursor=${first.nextCursor}`, customer);
    const third = await list(`limit=2&cursor=${second.nextCursor}`, customer);
    expect([first, second, third].map(idsOf)).toEqual([placed.slice(0, 2), placed.slice(2, 4), placed.slice(4)]);
    expect(third.nextCursor).toBeNull();
  });

  it('shows customers their own, whatever they ask for; staff all, or those of a customer', async () => {
    const [ada, bob] = [{ id: newId() }, { id: newId() }];
    const [ofAda, ofBob] = [await placeOrder(shop, tea, ada), await placeOrder(shop, tea, bob)];
    expect(idsOf(await list('', ada))).toEqual([ofAda]);
    expect(idsOf(await list(`customerId=${bob.id}`, ada))).toEqual([ofAda]);
    expect(idsOf(await list('limit=2', staff))).toEqual([ofBob, ofAda]);
    expect(idsOf(await list(`customerId=${ada.id}`, staff))).toEqual([ofAda]);
    expect(idsOf(await list('', stranger))).toEqual([]);
  });

  it('is filtered by status', async () => {
    const customer = { id: newId() };
    const [held, waiting] = [await placeOrder(shop, tea, customer), await placeOrder(shop, tea, customer)];
    await shop.tell(news(stockReserved, { orderId: held }));
    expect(idsOf(await list('status=stock_reserved', customer))).toEqual([held]);
    expect(idsOf(await list('status=placed', customer))).toEqual([waiting]);
    expect(idsOf(await list('status=cancelled', customer))).toEqual([]);
  });

  const cursorTo = (before: string) => Buffer.from(JSON.stringify({ before })).toString('base64url');
  const cursors = ['bm9uZQ', cursorTo('\0'), cursorTo('next')].map((cursor) => `cursor=${cursor}`);
  it.each(['limit=0', 'limit=101', 'status=lost', 'customerId=me', ...cursors])('refuses %s', async (query) => {
    const { status, json } = await shop.request(`GET /orders?${query}`);
    expect([status, json['errors']]).toMatchObject([400, [{ path: `query.${query.split('=')[0]}` }]]);
  });
});

describe('the timeline of an order', () => {
  it('has what was heard and what was decided, causes before effects, whatever the clocks say', async () => {
    const orderId = await placeOrder(shop, tea);
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(1));
    const causeOf = (record: { headers: Readonly<Record<string, string>> }) => record.headers['ce_id'] ?? '';
    const placed = shop.publishedFor(orderId)[0]?.id ?? '';
    // Each effect's clock runs behind that of its cause.
    const reserved = news(stockReserved, { orderId }, { causedBy: placed, at: '2026-01-03T00:00:00.000Z' });
    const captured = news(
      paymentCaptured,
      { orderId, amount: usd(1800) },
      { causedBy: causeOf(reserved), at: '2026-01-02T00:00:00.000Z' },
    );
    const created = news(shipmentCreated, { orderId }, { causedBy: causeOf(captured), at: '2026-01-01T00:00:00.000Z' });
    await shop.tell(created);
    await shop.tell(captured);
    await shop.tell(reserved, reserved);
    const { status, json } = await shop.request(`GET /orders/${orderId}/timeline`);
    const steps = json['steps'] as Record<string, unknown>[];
    expect([status, json['orderId'], json['state']]).toEqual([200, orderId, 'confirmed']);
    expect(steps.map(({ service, event, detail }) => [service, event, detail])).toEqual([
      ['order-service', 'shop.order.placed.v1', '1 line(s), 18.00 USD'],
      ['inventory-service', 'shop.inventory.reserved.v1', null],
      ['payment-service', 'shop.payment.captured.v1', '18.00 USD'],
      ['shipping-service', 'shop.shipment.created.v1', 'Speedy Express SPX0000000001'],
      ['order-service', 'shop.order.confirmed.v1', null],
    ]);
    expect(steps.at(-1)).toMatchObject({ kind: 'action', causationId: causeOf(reserved) });
  });

  it('has the trace of the request that placed the order', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const orderId = await placeOrder(shop, tea, { headers });
    const { json } = await shop.request(`GET /orders/${orderId}/timeline`);
    expect(json['steps']).toMatchObject([{ event: 'shop.order.placed.v1', traceId }]);
  });
});
