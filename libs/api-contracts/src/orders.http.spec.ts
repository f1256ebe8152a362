import { ordersApi, orderRequest } from './orders.http.js';

const address = { name: 'Ada', street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };
const payment = { method: 'card', token: 'tok_visa' };
const place = (items: unknown, more: object = {}) =>
  orderRequest.safeParse({ items, shippingAddress: address, payment, ...more });
const pathsOf = (result: ReturnType<typeof place>) => (result.error?.issues ?? []).map(({ path }) => path.join('.'));
const skus = (count: number) => Array.from({ length: count }, (_, index) => ({ sku: `S-${index}`, quantity: 1 }));

describe('the request to place an order', () => {
  it.each([1, 1000])('accepts a quantity of %d', (quantity) => {
    expect(place([{ sku: 'NW-001', quantity }]).success).toBe(true);
  });

  it.each([0, -1, 1001, 1.5, '2', null])('refuses a quantity of %p at its path', (quantity) => {
    expect(pathsOf(place([{ sku: 'NW-001', quantity }]))).toEqual(['items.0.quantity']);
  });

  it('leaves the lines as they were sent', () => {
    const lines = [
      { sku: 'B', quantity: 1 },
      { sku: 'A', quantity: 2 },
      { sku: 'B', quantity: 4 },
    ];
    expect(place(lines).data?.items).toEqual(lines);
  });

  it('limits the merged line, too', () => {
    const half = { sku: 'A', quantity: 600 };
    expect(pathsOf(place([half, half]))).toEqual(['items.1.quantity']);
  });

  it('takes 50 lines and no 51st, be it of a sku that is there already', () => {
    expect(place(skus(50)).success).toBe(true);
    expect(pathsOf(place([...skus(50), { sku: 'S-0', quantity: 1 }]))).toEqual(['items']);
    expect(pathsOf(place(skus(51)))).toEqual(['items']);
    expect(pathsOf(place([]))).toEqual(['items']);
  });

  it('refuses fields that it does not know, a price above all', () => {
    expect(place([{ sku: 'A', quantity: 1, unitPrice: 1 }]).success).toBe(false);
    expect(place([{ sku: 'A', quantity: 1 }], { total: 1 }).success).toBe(false);
  });

  it('holds address parts to 1–200 characters', () => {
    const at = (city: string) => place(skus(1), { shippingAddress: { ...address, city } });
    expect(at('x'.repeat(200)).success).toBe(true);
    expect(pathsOf(at('x'.repeat(201)))).toEqual(['shippingAddress.city']);
    expect(pathsOf(at('  '))).toEqual(['shippingAddress.city']);
  });
});

describe('the other requests about orders', () => {
  it('can cancel without a body, and with a reason of up to 500 characters', () => {
    expect(ordersApi.cancel.body?.parse(undefined)).toEqual({});
    expect(ordersApi.cancel.body?.safeParse({ reason: 'x'.repeat(500) }).success).toBe(true);
    expect(ordersApi.cancel.body?.safeParse({ reason: 'x'.repeat(501) }).success).toBe(false);
  });

  it.each(['a', '~', 'x'.repeat(200), '0197a1b2/1:2'])('accepts the idempotency key %p', (key) => {
    expect(ordersApi.place.headers?.safeParse({ 'idempotency-key': key }).success).toBe(true);
  });

  it.each(['', 'a b', 'ä', 'x'.repeat(201), '\t'])('refuses the idempotency key %p', (key) => {
    expect(ordersApi.place.headers?.safeParse({ 'idempotency-key': key }).success).toBe(false);
  });

  it('pages by 20 unless told otherwise, by 100 at most', () => {
    expect(ordersApi.list.query?.parse({})).toEqual({ limit: 20 });
    expect(ordersApi.list.query?.parse({ limit: '100' })).toEqual({ limit: 100 });
    for (const limit of ['0', '101', 'ten', '', '1.5', ['1', '2']]) {
      expect(ordersApi.list.query?.safeParse({ limit }).success).toBe(false);
    }
  });
});
