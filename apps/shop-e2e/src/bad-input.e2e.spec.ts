import { asAdmin, asCustomer, nobody } from './support/client.js';
import type { Client } from './support/client.js';
import { newProduct, orderRequest, until } from './support/orders.js';
import { shop } from './support/shop.js';

interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { path: string; message: string }[];
}

describe('bad input', () => {
  let customer: Client;
  let sku: string;
  beforeAll(async () => {
    customer = await asCustomer();
    sku = await newProduct(1_000);
  });
  const placing = (change: object) => customer.post<Problem>('/orders', { ...orderRequest({ sku }), ...change });
  const pathsOf = ({ body }: { body: Problem }) => body.errors?.map(({ path }) => path);

  it.each([
    ['quantity 0', () => ({ items: [{ sku, quantity: 0 }] }), 'items.0.quantity'],
    ['quantity 1001', () => ({ items: [{ sku, quantity: 1_001 }] }), 'items.0.quantity'],
    ['quantity 1.5', () => ({ items: [{ sku, quantity: 1.5 }] }), 'items.0.quantity'],
    ['no lines', () => ({ items: [] }), 'items'],
    ['51 lines', () => ({ items: Array.from({ length: 51 }, () => ({ sku, quantity: 1 })) }), 'items'],
    ['an unknown sku', () => ({ items: [{ sku: 'NO-SUCH', quantity: 1 }] }), 'items.0.sku'],
    ['an unknown field', () => ({ discount: 100 }), 'discount'],
    ['a price of its own', () => ({ items: [{ sku, quantity: 1, price: 1 }] }), 'items.0.price'],
    [
      'an empty street',
      () => ({ shippingAddress: { ...orderRequest({ sku }).shippingAddress, street: '' } }),
      'shippingAddress.street',
    ],
    [
      'a long city',
      () => ({ shippingAddress: { ...orderRequest({ sku }).shippingAddress, city: 'x'.repeat(201) } }),
      'shippingAddress.city',
    ],
    ['a promotion that there is not', () => ({ promotionCode: 'FREE' }), 'promotionCode'],
    ['another method of payment', () => ({ payment: { method: 'cash', token: 'x' } }), 'payment.method'],
  ])('in an order: %s is a 400 that says where', async (_what, change, path) => {
    const answer = await placing(change());
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 400 });
    expect(pathsOf(answer)).toContain(path);
  });

  it('makes one line of the same sku twice', async () => {
    const lines = [
      { sku, quantity: 1 },
      { sku, quantity: 2 },
    ];
    const { body } = await customer.post<{ id: string }>('/orders', { ...orderRequest({ sku }), items: lines });
    expect((await until(customer, body.id, 'confirmed')).items).toMatchObject([{ sku, quantity: 3 }]);
  });

  it('refuses a discontinued product', async () => {
    const old = await newProduct(5);
    const admin = await asAdmin();
    expect((await admin.patch(`/products/${old}`, { discontinued: true })).status).toBe(200);
    const answer = await customer.post<Problem>('/orders', orderRequest({ sku: old }));
    expect(answer.status).toBe(400);
  });

  it('answers broken JSON, other types and large bodies as what they are', async () => {
    expect((await customer.call('POST', '/orders', { raw: '{"items":' })).status).toBe(400);
    const xml = await customer.call('POST', '/orders', {
      raw: '<order/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect(xml.status).toBe(415);
    const large = await customer.call('POST', '/orders', { raw: JSON.stringify({ x: 'x'.repeat(110 * 1024) }) });
    expect(large.status).toBe(413);
    expect(large.headers.get('content-type')).toContain('application/problem+json');
  });

  it('never shows a stack trace', async () => {
    const answers = await Promise.all([
      customer.get('/orders/not-an-id'),
      customer.get('/nowhere'),
      customer.get('/orders?limit=0'),
      customer.get('/orders?cursor=garbage'),
      nobody.post('/auth/login', { email: 5 }),
      nobody.post('/auth/refresh', { refreshToken: 'x' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400, 400, 400, 401]);
    for (const { body } of answers) expect(JSON.stringify(body)).not.toMatch(/\.[jt]s:\d+|node_modules/);
  });

  it('echoes a sane request id and replaces another', async () => {
    const sane = await nobody.get('/products', { headers: { 'x-request-id': 'my-request-1' } });
    expect(sane.headers.get('x-request-id')).toBe('my-request-1');
    const other = await nobody.get('/products', { headers: { 'x-request-id': 'x'.repeat(500) } });
    expect(other.headers.get('x-request-id')).toMatch(/^[\w-]{8,}$/);
  });

  describe('with idempotency keys', () => {
    const keyed = (key: string, quantity = 1) =>
      customer.post<{ id: string }>('/orders', orderRequest({ sku, quantity }), {
        headers: { 'idempotency-key': key },
      });

    it('answers the same request the same, also ten at a time', async () => {
      const key = `e2e-${Date.now()}`;
      const answers = await Promise.all(Array.from({ length: 10 }, () => keyed(key)));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 202));
      expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
      expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(9);
    });

    it('refuses another request under the same key, and keys that are none', async () => {
      const key = `e2e-other-${Date.now()}`;
      expect((await keyed(key)).status).toBe(202);
      expect((await keyed(key, 2)).status).toBe(422);
      expect((await keyed('x'.repeat(201))).status).toBe(400);
      expect((await keyed('not visible')).status).toBe(400);
    });
  });

  it('is answered by health pages whatever else happens', async () => {
    for (const page of ['live', 'ready']) expect((await fetch(`${shop().gateway}/health/${page}`)).status).toBe(200);
  });
});
