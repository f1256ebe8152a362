import { GatewayUnderTest } from './testing/gateway-under-test.js';

const orderId = '0197a1b2-0000-7000-8000-000000000001';
const order = {
  items: [{ sku: 'NW-001', quantity: 2 }],
  shippingAddress: { name: 'Ada', street: '12 St James Square', city: 'London', postalCode: 'SW1Y', country: 'GB' },
  payment: { method: 'card', token: 'tok_visa' },
};

let gateway: GatewayUnderTest;
beforeAll(async () => (gateway = await GatewayUnderTest.start()));
afterAll(() => gateway.stop());

const lastSeen = (name: Parameters<GatewayUnderTest['upstream']>[0]) => gateway.upstream(name).seen.at(-1);

describe('a request', () => {
  it('reaches the service that owns its route, at the path without the base, with body and headers', async () => {
    const headers = {
      'idempotency-key': 'k-1',
      'x-request-id': 'req.1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      cookie: 'not=for-services',
    };
    await gateway.post('/api/v1/orders', { as: ['customer'], headers, body: order });
    const seen = lastSeen('order-service');
    expect(seen).toMatchObject({ method: 'POST', url: '/orders' });
    expect(JSON.parse(seen?.body ?? '')).toEqual(order);
    expect(seen?.headers).toMatchObject({
      'idempotency-key': 'k-1',
      'x-request-id': 'req.1',
      traceparent: headers.traceparent,
      'content-type': 'application/json',
    });
    expect(seen?.headers.authorization).toMatch(/^Bearer ey/);
    expect(seen?.headers).not.toHaveProperty('cookie');
  });

  it.each([
    ['/api/v1/products?q=tea%20%26&limit=5', 'inventory-service', '/products?q=tea%20%26&limit=5'],
    [`/api/v1/orders/${orderId}/payment`, 'payment-service', `/orders/${orderId}/payment`],
    [`/api/v1/orders/${orderId}/shipment`, 'shipping-service', `/orders/${orderId}/shipment`],
    [`/api/v1/orders/${orderId}/timeline`, 'order-service', `/orders/${orderId}/timeline`],
    ['/api/v1/notifications', 'notification-service', '/notifications'],
    ['/api/v1/users/me', 'user-service', '/users/me'],
    ['/.well-known/jwks.json', 'user-service', '/.well-known/jwks.json'],
  ] as const)('for %s goes to %s', async (path, owner, forwarded) => {
    expect((await gateway.get(path, { as: ['customer'] })).status).toBe(200);
    expect(lastSeen(owner)).toMatchObject({ method: 'GET', url: forwarded });
  });

  it('may come without a body where the body may be left out', async () => {
    gateway.upstream('order-service').react = () => ({ status: 202, body: { id: orderId, status: 'cancelling' } });
    const answer = await gateway.post(`/api/v1/orders/${orderId}/cancel`, { as: ['customer'] });
    expect(answer.status).toBe(202);
    expect(lastSeen('order-service')).toMatchObject({ url: `/orders/${orderId}/cancel`, body: '' });
  });
});

describe('an answer', () => {
  it('comes through byte for byte, with a public Location and without internal headers', async () => {
    const body = `{"id" : "${orderId}",  "links":{}, "total": 1.0}`;
    gateway.upstream('order-service').react = () => ({
      status: 202,
      headers: { location: `/orders/${orderId}`, 'idempotent-replayed': 'true', 'x-internal': '1', server: 'secret' },
      body,
    });
    const answer = await gateway.post('/api/v1/orders', { as: ['customer'], body: order });
    expect(answer).toMatchObject({ status: 202, text: body });
    expect(answer.headers.get('location')).toBe(`/api/v1/orders/${orderId}`);
    expect(answer.headers.get('idempotent-replayed')).toBe('true');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('x-internal')).toBeNull();
    expect(answer.headers.get('server')).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('without content stays without', async () => {
    gateway.upstream('user-service').react = () => ({ status: 204 });
    const answer = await gateway.post('/api/v1/auth/logout', { as: ['customer'], body: { refreshToken: 'r' } });
    expect(answer).toMatchObject({ status: 204, text: '' });
  });

  it('that is a problem keeps its words and gets the public path', async () => {
    const problem = { type: 'https://shop.example/problems/order.already-shipped', title: 'Conflict', status: 409 };
    gateway.upstream('order-service').react = () => ({
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
      body: { ...problem, detail: 'The order is on its way.', instance: '/orders/x', stack: 'at secret.ts:1' },
    });
    const answer = await gateway.post(`/api/v1/orders/${orderId}/cancel?x=1`, { as: ['customer'], body: {} });
    expect(answer.status).toBe(409);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.json).toEqual({
      ...problem,
      detail: 'The order is on its way.',
      instance: `/api/v1/orders/${orderId}/cancel`,
    });
  });

  it.each([
    ['text/plain', 'Error: boom\n    at secret.ts:1'],
    ['application/problem+json', JSON.stringify({ type: 'x', title: 'Oops', status: 500, detail: 'at secret.ts:1' })],
  ])('of a broken service, as %s, says no more than that it broke', async (type, body) => {
    gateway.upstream('order-service').react = () => ({ status: 500, headers: { 'content-type': type }, body });
    const answer = await gateway.get(`/api/v1/orders/${orderId}`, { as: ['customer'] });
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.json).toMatchObject({ status: 500, instance: `/api/v1/orders/${orderId}` });
    expect(answer.text).not.toContain('secret');
  });

  it("carries the client's request id if it is sane, else a new one", async () => {
    const given = await gateway.get('/api/v1/products', { headers: { 'x-request-id': 'mine-1' } });
    expect(given.headers.get('x-request-id')).toBe('mine-1');
    const insane = await gateway.get('/api/v1/products', { headers: { 'x-request-id': 'a b' } });
    expect(insane.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(insane.headers.get('x-request-id')).toBe(lastSeen('inventory-service')?.headers['x-request-id']);
  });
});
