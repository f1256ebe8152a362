import { newId } from '@shop/kernel';
import { FactsUnderTest } from '../../testing/facts-under-test.js';
import { orderOf } from '../../testing/order-requests.js';
import { placeOrder, product } from '../../testing/order-under-test.js';

jest.setTimeout(60_000);

let bench: FactsUnderTest;
beforeAll(async () => {
  bench = await FactsUnderTest.start();
  await bench.shop.tell(product('TEA', 100), product('RARE', 5000));
});
afterAll(() => bench.stop());

const { signal } = new AbortController();
const support = () => bench.as(newId(), 'support');
const somebody = () => ({ id: newId() });

async function place(quantity: number, who = somebody(), address: object = {}): Promise<string> {
  const request = orderOf(['TEA', quantity]);
  return placeOrder(bench.shop, { ...request, shippingAddress: { ...request.shippingAddress, ...address } }, who);
}

describe('an order beside others', () => {
  it('is compared with none before there are enough', async () => {
    const id = await place(3, somebody(), { street: 'Nowhere 1' });
    expect(await support().comparison(id, signal)).toEqual({
      evidence: `comparison:${id}`,
      medianTotalMinor: null,
      p95TotalMinor: null,
      quantities: [{ sku: 'TEA', quantity: 3, p95: null }],
      otherCustomersAtAddress: 0,
    });
  });

  it('is compared with what is usual: totals of all, quantities of its skus', async () => {
    for (let quantity = 1; quantity <= 20; quantity++) await place(quantity, somebody(), { street: 'Elsewhere 1' });
    const id = await place(90, somebody(), { street: 'Nowhere 2' });
    const { medianTotalMinor, p95TotalMinor, quantities } = await support().comparison(id, signal);
    expect([medianTotalMinor, p95TotalMinor]).toEqual([1000, 1900]);
    expect(quantities).toEqual([{ sku: 'TEA', quantity: 90, p95: 19 }]);
  });

  it('knows how many others order to its address, however that is written', async () => {
    const self = somebody();
    await place(1, self, { street: '5 Reuse Road' });
    await place(1, somebody(), { street: '5, REUSE road' });
    await place(1, somebody(), { street: '5 Reuse Road', name: 'Somebody Else', region: 'Kent' });
    const id = await place(1, self, { street: '5 Reuse Road' });
    expect(await support().comparison(id, signal)).toMatchObject({ otherCustomersAtAddress: 2 });
  });
});

describe('orders that are looked for', () => {
  it('are found by amount, time, status and customer, newest first', async () => {
    const who = somebody();
    const ids = [];
    for (const quantity of [500, 600, 700]) ids.unshift(await place(quantity, who));
    const found = async (filter: object) =>
      (await support().search({ limit: 10, ...filter }, signal)).map(({ orderId }) => orderId);
    expect(await found({ minTotalMinor: 55_000 })).toEqual(ids.slice(0, 2));
    expect(await found({ minTotalMinor: 45_000, maxTotalMinor: 65_000 })).toEqual(ids.slice(1));
    expect(await found({ customerId: who.id, limit: 1 })).toEqual(ids.slice(0, 1));
    expect(await found({ customerId: who.id, status: 'cancelled' })).toEqual([]);
    const [middle] = await support().search({ customerId: who.id, maxTotalMinor: 60_000, limit: 1 }, signal);
    expect(await found({ customerId: who.id, placedBefore: middle?.placedAt })).toEqual(ids.slice(1));
    expect(await found({ customerId: who.id, placedAfter: middle?.placedAt })).toEqual(ids.slice(0, 2));
  });

  it('are like one when they share a sku', async () => {
    const rare = { ...orderOf(['RARE', 1]) };
    const [first, second] = [await placeOrder(bench.shop, rare), await placeOrder(bench.shop, rare)];
    expect((await support().similarOrders(first, 5, signal)).map(({ orderId }) => orderId)).toEqual([second]);
  });

  it('are stuck when nothing has happened for a minute', async () => {
    const id = await place(2);
    expect(await support().stuckSagas(5, signal)).toEqual([]);
    await bench.shop.query(`UPDATE order_views SET updated_at = now() - interval '2 minutes' WHERE id = $1`, [id]);
    expect(await support().stuckSagas(5, signal)).toMatchObject([
      { evidence: `order:${id}`, status: 'placed', lastStep: { event: 'shop.order.placed.v1' } },
    ]);
  });

  it('are counted by status and reason', async () => {
    const who = somebody();
    await place(1, who);
    await bench.shop.request(`POST /orders/${await place(1, who)}/cancel`, { ...who, body: {} });
    const { byStatus, byReason, from, to, evidence } = await support().overview(1, who.id, signal);
    expect([byStatus, byReason]).toEqual([{ placed: 1, cancelling: 1 }, { customer_request: 1 }]);
    expect(Date.parse(to) - Date.parse(from)).toBe(3_600_000);
    expect(evidence).toBe(`overview:${from}/${to}`);
  });
});
