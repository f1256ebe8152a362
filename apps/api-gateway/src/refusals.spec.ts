import { GatewayUnderTest } from './testing/gateway-under-test.js';
import { TestTokens } from './testing/test-tokens.js';

const orderId = '0197a1b2-0000-7000-8000-000000000001';
const order = {
  items: [{ sku: 'NW-001', quantity: 2 }],
  shippingAddress: { name: 'Ada', street: '12 St James Square', city: 'London', postalCode: 'SW1Y', country: 'GB' },
  payment: { method: 'card', token: 'tok_visa' },
};

let gateway: GatewayUnderTest;
beforeAll(async () => (gateway = await GatewayUnderTest.start()));
afterAll(() => gateway.stop());
const asked = () => gateway.upstream('order-service').seen.length;

describe('without the right token', () => {
  it.each([
    ['no token', undefined],
    ['a token of somebody else', `Bearer ${new TestTokens().token(['admin'])}`],
    ['something else than a token', 'Basic YTpi'],
  ])('answers 401 to %s', async (_, authorization) => {
    const answer = await gateway.get(`/api/v1/orders/${orderId}`, { headers: authorization ? { authorization } : {} });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    ['POST', '/api/v1/products', 'customer'],
    ['GET', '/api/v1/products/NW-001/stock', 'customer'],
    ['GET', '/api/v1/users', 'support'],
    ['POST', '/api/v1/orders', 'support'],
    ['POST', `/api/v1/shipments/${orderId}/advance`, 'support'],
  ] as const)('answers 403 to %s %s by a %s', async (method, path, role) => {
    expect(await gateway.send(method, path, { as: [role] })).toMatchObject({ status: 403 });
  });

  it('lets support look at the stock', async () => {
    expect(await gateway.get('/api/v1/products/NW-001/stock', { as: ['support'] })).toMatchObject({ status: 200 });
  });
});

describe('a malformed request', () => {
  const place = (body: unknown, headers: Record<string, string> = {}) =>
    gateway.post('/api/v1/orders', { as: ['customer'], body, headers });

  it('is answered 400 with every fault, and no service is asked', async () => {
    const before = asked();
    const answer = await place({ ...order, items: [{ sku: 'NW-001', quantity: 0 }], price: 1 });
    expect(answer).toMatchObject({ status: 400, json: { status: 400, instance: '/api/v1/orders' } });
    const { errors } = answer.json as { readonly errors: readonly { readonly path: string }[] };
    expect(errors.map(({ path }) => path).sort()).toEqual(['items.0.quantity', 'price']);
    expect(asked()).toBe(before);
  });

  it.each([
    ['is not JSON', '{"items":', {}, 400],
    ['has no body', undefined, {}, 400],
    ['has another content type', 'items=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['is text', 'hello', { 'content-type': 'text/plain' }, 415],
    ['is over 100 KiB', JSON.stringify({ x: 'x'.repeat(100 * 1024) }), {}, 413],
    ['has an idempotency key with a blank in it', order, { 'idempotency-key': 'a b' }, 400],
    ['has U+0000 in a text', { ...order, promotionCode: 'a\0b' }, {}, 400],
    ['has half a character in a text', { ...order, promotionCode: 'a\ud800' }, {}, 400],
  ])('that %s is refused', async (_, body, headers, status) => {
    const answer = await place(body, headers);
    expect(answer).toMatchObject({ status, json: { status } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.text).not.toContain('node_modules');
  });

  it('has its query checked', async () => {
    const answer = await gateway.get('/api/v1/products?limit=101');
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'query.limit' }] } });
    expect(await gateway.get('/api/v1/products?q=%00')).toMatchObject({ status: 400 });
  });
});

describe('a path that leads nowhere', () => {
  it.each([
    '/',
    '/api/v1',
    '/api/v1/nothing',
    '/orders',
    '/api/v1/prices/NW-001?revision=1',
    '/api/v1/orders/%00',
    '/api/v1/products/no%20sku',
  ])('%s is answered 404', async (path) => {
    const answer = await gateway.get(path, { as: ['customer'] });
    expect(answer).toMatchObject({ status: 404, json: { status: 404, instance: path.split('?')[0] } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('x-request-id')).toMatch(/./);
  });
});
