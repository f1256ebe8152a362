import { productChanged, productListed } from '@shop/domain-events';
import { productRevisionHeader } from '@shop/api-contracts';
import type { Product } from '@shop/api-contracts';
import { eventually } from '@shop/messaging/testing';
import { request } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { startInventory } from './testing/inventory-under-test.js';

let shop: ServiceUnderTest;
let urls: readonly [string, string];
let admin: string;
let support: string;
let customer: string;

beforeAll(async () => {
  shop = await startInventory({ replicas: 2 });
  urls = [shop.url(0), shop.url(1)];
  admin = await shop.tokens.tokenFor({ id: 'admin-1', roles: ['admin'] });
  support = await shop.tokens.tokenFor({ id: 'support-1', roles: ['support'] });
  customer = await shop.tokens.tokenFor({ id: 'customer-1' });
});
afterAll(() => shop.stop());

const price = { amountMinor: 1800, currency: 'USD' };
const chai = (sku: string, changes: object = {}) => {
  return { sku, name: 'Chai', category: 'Beverages', price, initialStock: 7, ...changes };
};
const asAdmin = (route: string, body?: unknown) => request(urls[0], route, { token: admin, body });
const newsOf = (sku: string) => shop.publishedFor(sku);

describe('listing a product', () => {
  it('answers with the product, where it is and its revision, and tells the others', async () => {
    const answer = await asAdmin('POST /products', chai('NEW-1'));
    const { initialStock: available, ...product } = chai('NEW-1');
    expect(answer).toMatchObject({ status: 201, json: { ...product, available, discontinued: false } });
    expect(answer.headers.get('location')).toBe('/api/v1/products/NEW-1');
    expect(answer.headers.get(productRevisionHeader)).toBe('1');
    expect(await request(urls[1], 'GET /products/NEW-1')).toMatchObject({ status: 200, json: answer.json });
    await eventually(() => expect(newsOf('NEW-1')).toHaveLength(1));
    expect(newsOf('NEW-1')[0]).toMatchObject({
      type: productListed.type,
      data: { ...product, discontinued: false, revision: 1 },
    });
  });

  it('is refused for a sku that is taken', async () => {
    await asAdmin('POST /products', chai('TAKEN'));
    expect(await asAdmin('POST /products', chai('TAKEN', { name: 'Other', initialStock: 99 }))).toMatchObject({
      status: 409,
    });
    expect(await request(urls[0], 'GET /products/TAKEN')).toMatchObject({ json: { name: 'Chai', available: 7 } });
  });

  it('lets one of many win who list the same sku through two replicas', async () => {
    const attempts = Array.from({ length: 20 }, (_, n) =>
      request(n % 2 === 0 ? urls[0] : urls[1], 'POST /products', {
        token: admin,
        body: chai('RACED', { initialStock: n }),
      }),
    );
    const answers = await Promise.all(attempts);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
    const winner = answers.find(({ status }) => status === 201);
    expect((await request(urls[0], 'GET /products/RACED')).json).toEqual(winner?.json);
    const rows = await shop.query(`SELECT 1 FROM outbox WHERE key = 'RACED'`);
    expect(rows).toHaveLength(1);
  });

  it('is for administrators, and for valid products', async () => {
    expect(await request(urls[0], 'POST /products', { body: chai('NO-1') })).toMatchObject({ status: 401 });
    for (const token of [customer, support]) {
      expect(await request(urls[0], 'POST /products', { token, body: chai('NO-1') })).toMatchObject({ status: 403 });
    }
    expect(await asAdmin('POST /products', chai('NO-1', { initialStock: -1, colour: 'red' }))).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'initialStock' }, { path: 'colour' }] },
    });
    expect(await request(urls[0], 'GET /products/NO-1')).toMatchObject({ status: 404 });
  });
});

describe('changing a product', () => {
  it('changes what is given and tells the others the whole product', async () => {
    await asAdmin('POST /products', chai('CHANGE-1'));
    const answer = await asAdmin('PATCH /products/CHANGE-1', {
      price: { ...price, amountMinor: 1900 },
      discontinued: true,
    });
    expect(answer).toMatchObject({ status: 200, json: { name: 'Chai', available: 7, discontinued: true } });
    expect(answer.headers.get(productRevisionHeader)).toBe('2');
    await eventually(() => expect(newsOf('CHANGE-1')).toHaveLength(2));
    expect(newsOf('CHANGE-1')[1]).toMatchObject({
      type: productChanged.type,
      data: { name: 'Chai', price: { amountMinor: 1900 }, discontinued: true, revision: 2 },
    });
  });

  it('says nothing to the others when nothing is different', async () => {
    await asAdmin('POST /products', chai('SAME-1'));
    const answer = await asAdmin('PATCH /products/SAME-1', { name: 'Chai' });
    expect(answer.headers.get(productRevisionHeader)).toBe('1');
    const rows = await shop.query(`SELECT 1 FROM outbox WHERE key = 'SAME-1'`);
    expect(rows).toHaveLength(1);
  });

  it('is a 404 for a product that nobody has listed', async () => {
    expect(await asAdmin('PATCH /products/NOBODY', { name: 'Chai' })).toMatchObject({ status: 404 });
  });
});

describe('the stock of a product', () => {
  it('is adjusted by administrators, each time with a line in the ledger', async () => {
    await asAdmin('POST /products', chai('STOCK-1'));
    const more = await asAdmin('POST /products/STOCK-1/stock', { delta: 5, reason: 'bought' });
    expect(more).toMatchObject({ status: 200, json: { onHand: 12, reserved: 0, available: 12 } });
    const fewer = await asAdmin('POST /products/STOCK-1/stock', { delta: -12, reason: 'flood' });
    expect(fewer.json).toEqual({ onHand: 0, reserved: 0, available: 0 });
    const rows = await shop.query(`SELECT delta, reason FROM stock_movements WHERE sku = 'STOCK-1' ORDER BY id`);
    expect(rows).toEqual([
      { delta: '7', reason: 'initial stock' },
      { delta: '5', reason: 'bought' },
      { delta: '-12', reason: 'flood' },
    ]);
    expect(await request(urls[0], 'POST /products/STOCK-1/stock', { token: support, body: {} })).toMatchObject({
      status: 403,
    });
  });

  it('cannot go below what orders hold', async () => {
    await asAdmin('POST /products', chai('HELD-1'));
    await shop.query(`UPDATE stock SET reserved = 4 WHERE sku = 'HELD-1'`);
    expect(await asAdmin('POST /products/HELD-1/stock', { delta: -4, reason: 'flood' })).toMatchObject({ status: 409 });
    expect((await asAdmin('POST /products/HELD-1/stock', { delta: -3, reason: 'flood' })).json).toEqual({
      onHand: 4,
      reserved: 4,
      available: 0,
    });
  });

  it('bears more pieces than 32 bits can count', async () => {
    await asAdmin('POST /products', chai('MANY-1', { initialStock: 1_000_000_000 }));
    for (let n = 0; n < 3; n++)
      await asAdmin('POST /products/MANY-1/stock', { delta: 1_000_000_000, reason: 'plenty' });
    expect(await request(urls[0], 'GET /products/MANY-1')).toMatchObject({ json: { available: 4_000_000_000 } });
  });

  it('is shown to staff alone', async () => {
    await asAdmin('POST /products', chai('SHOWN-1'));
    const ask = (token?: string) => request(urls[0], 'GET /products/SHOWN-1/stock', { token });
    expect(await ask(support)).toMatchObject({ status: 200, json: { onHand: 7, reserved: 0, available: 7 } });
    expect(await ask(admin)).toMatchObject({ status: 200 });
    expect(await ask(customer)).toMatchObject({ status: 403 });
    expect(await ask()).toMatchObject({ status: 401 });
    expect(await asAdmin('GET /products/NOBODY/stock')).toMatchObject({ status: 404 });
    expect(await asAdmin('POST /products/NOBODY/stock', { delta: 1, reason: 'found' })).toMatchObject({ status: 404 });
  });
});

describe('the list of products', () => {
  beforeAll(async () => {
    const named = { 'LIST-1': 'Green Tea', 'LIST-2': 'green_bottle', 'LIST-3': '100% Greens', 'list-4': 'Red Tea' };
    for (const [sku, name] of Object.entries(named)) {
      await asAdmin('POST /products', chai(sku, { name, category: sku === 'LIST-1' ? 'Tea' : 'Listed' }));
    }
    await asAdmin('PATCH /products/list-4', { discontinued: true });
  });
  const page = async (query: string) => {
    const { status, json } = await request(urls[0], `GET /products?${query}`);
    expect(status).toBe(200);
    return json as { items: Product[]; nextCursor: string | null };
  };
  const skus = async (query: string) => (await page(query)).items.map(({ sku }) => sku);

  it('finds parts of names and skus in any case', async () => {
    expect(await skus('q=gREEn')).toEqual(['LIST-1', 'LIST-2', 'LIST-3']);
    expect(await skus('q=List-')).toEqual(['LIST-1', 'LIST-2', 'LIST-3', 'list-4']);
    expect(await skus('q=nothing-like-it')).toEqual([]);
  });

  it('takes what is typed as it is, not as a pattern', async () => {
    expect(await skus('q=n_b')).toEqual(['LIST-2']);
    expect(await skus('q=0%25')).toEqual(['LIST-3']);
    expect(await skus('q=%5C')).toEqual([]);
  });

  it('keeps to a category, and still shows what is discontinued', async () => {
    expect(await skus('category=Tea')).toEqual(['LIST-1']);
    const { items } = await page('category=Listed');
    expect(items.map(({ sku, discontinued }) => [sku, discontinued])).toEqual([
      ['LIST-2', false],
      ['LIST-3', false],
      ['list-4', true],
    ]);
  });

  it('goes on where the last page ended', async () => {
    const first = await page('q=list-&limit=3');
    expect(first.items.map(({ sku }) => sku)).toEqual(['LIST-1', 'LIST-2', 'LIST-3']);
    const second = await page(`q=list-&limit=3&cursor=${first.nextCursor}`);
    expect(second.items.map(({ sku }) => sku)).toEqual(['list-4']);
    expect(second.nextCursor).toBeNull();
    expect((await page('q=list-&limit=4')).nextCursor).toBeNull();
    expect(await request(urls[0], 'GET /products?cursor=made-up')).toMatchObject({ status: 400 });
  });
});
