import type { Saga } from '@shop/api-contracts';
import { stockRejected, stockReserved } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { orderOf } from './testing/order-requests.js';
import { placeOrder, product, startOrder } from './testing/order-under-test.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
beforeAll(async () => {
  shop = await startOrder();
  await shop.tell(product('TEA', 1800));
});
afterAll(() => shop.stop());

const support = { id: newId(), as: ['support'] } as const;
type Page = { readonly items: readonly Saga[]; readonly nextCursor: string | null };

async function list(query = ''): Promise<Page> {
  const { status, json } = await shop.request(`GET /admin/sagas${query}`, support);
  expect(status).toBe(200);
  return json as unknown as Page;
}
const idsOf = ({ items }: Page) => items.map(({ orderId }) => orderId);
const place = () => placeOrder(shop, orderOf(['TEA', 1]));
const age = (id: string, seconds: number) =>
  shop.query(`UPDATE order_views SET updated_at = now() - $2 * interval '1 second' WHERE id = $1`, [id, seconds]);

describe('where sagas stand', () => {
  beforeEach(() => shop.query('TRUNCATE order_views'));

  it('shows the last step and the deadline', async () => {
    const orderId = await place();
    await shop.tell(news(stockReserved, { orderId }));
    const { items } = await list();
    expect(items).toEqual([
      {
        orderId,
        state: 'stock_reserved',
        isStuck: false,
        lastStep: { at: expect.any(String) as string, service: 'inventory-service', event: stockReserved.type },
        deadlineAt: expect.any(String) as string,
        placedAt: expect.any(String) as string,
        updatedAt: expect.any(String) as string,
      },
    ]);
  });

  it('has those that are stuck first, also across pages', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 6; n++) ids.push(await place());
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = ids;
    await shop.tell(news(stockRejected, { orderId: e }));
    await eventually(async () => expect((await list('?state=cancelling')).items).toHaveLength(1));
    await age(b, 100);
    await age(d, 3_600);
    const expected = [d, b, f, e, c, a];
    expect(idsOf(await list())).toEqual(expected);
    expect((await list()).items.map(({ isStuck }) => isStuck)).toEqual([true, true, false, false, false, false]);
    for (const limit of [1, 2, 3, 4]) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Page = await list(`?limit=${limit}${cursor && `&cursor=${cursor}`}`);
        seen.push(...idsOf(page));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(expected);
    }
  });

  it('can be asked by state and by how long nothing has happened', async () => {
    const [fresh, old] = [await place(), await place()];
    await age(old, 600);
    expect(idsOf(await list('?olderThan=300'))).toEqual([old]);
    expect(idsOf(await list('?state=placed'))).toEqual([old, fresh]);
    expect(idsOf(await list('?state=confirmed'))).toEqual([]);
  });

  it('calls nothing stuck that has ended', async () => {
    const orderId = await place();
    await shop.query(`UPDATE order_views SET status = 'confirmed' WHERE id = $1`, [orderId]);
    await age(orderId, 100_000);
    expect((await list()).items).toMatchObject([{ orderId, isStuck: false }]);
  });

  it('is for staff, and refuses what is no cursor', async () => {
    expect((await shop.request('GET /admin/sagas')).status).toBe(403);
    expect((await shop.request('GET /admin/sagas?cursor=x', support)).status).toBe(400);
  });
});
