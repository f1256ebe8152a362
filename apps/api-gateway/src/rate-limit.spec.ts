import { RateWindows } from './rate-windows.js';
import { GatewayUnderTest } from './testing/gateway-under-test.js';

describe('over HTTP', () => {
  let gateway: GatewayUnderTest;
  beforeEach(async () => {
    gateway = await GatewayUnderTest.start({ RATE_LIMIT_PER_MINUTE: '5', LOGIN_RATE_LIMIT_PER_MINUTE: '2' });
  });
  afterEach(() => gateway.stop());

  const me = (token: string) => gateway.get('/api/v1/users/me', { headers: { authorization: `Bearer ${token}` } });
  const login = (email: string) => gateway.post('/api/v1/auth/login', { body: { email, password: 'x' } });

  it('answers 429 with Retry-After to a caller over the limit, and to nobody else', async () => {
    const busy = gateway.tokens.token(['customer']);
    for (const _ of [1, 2, 3, 4, 5]) expect((await me(busy)).status).toBe(200);
    const refused = await me(busy);
    expect(refused).toMatchObject({ status: 429, json: { status: 429, instance: '/api/v1/users/me' } });
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect((await me(gateway.tokens.token(['customer']))).status).toBe(200);
  });

  it('counts all routes together, and strangers by address, whatever token they make up', async () => {
    for (const path of ['products', 'products/NW-001', 'products', 'products', 'products/NW-002']) {
      expect((await gateway.get(`/api/v1/${path}`)).status).toBe(200);
    }
    expect((await gateway.get('/api/v1/products')).status).toBe(429);
    const headers = { authorization: 'Bearer made.up.token' };
    expect((await gateway.get('/api/v1/products', { headers })).status).toBe(429);
  });

  it('limits signing in more strictly, by address and not by account', async () => {
    expect((await login('a@example.test')).status).toBe(200);
    expect((await login('b@example.test')).status).toBe(200);
    expect((await login('c@example.test')).status).toBe(429);
    expect((await gateway.get('/api/v1/products')).status).toBe(200);
  });

  it('never refuses a probe', async () => {
    for (let probe = 0; probe < 10; probe += 1) expect((await gateway.get('/health/live')).status).toBe(200);
  });
});

describe('the windows', () => {
  beforeEach(() => jest.useFakeTimers({ now: 0 }));
  afterEach(() => jest.useRealTimers());

  it('block what is over the limit until the window ends', async () => {
    const windows = new RateWindows();
    expect(await windows.increment('a', 60_000, 1)).toMatchObject({ totalHits: 1, isBlocked: false });
    jest.setSystemTime(20_000);
    expect(await windows.increment('a', 60_000, 1)).toMatchObject({ isBlocked: true, timeToBlockExpire: 40 });
    expect(await windows.increment('b', 60_000, 1)).toMatchObject({ isBlocked: false });
    jest.setSystemTime(60_000);
    expect(await windows.increment('a', 60_000, 1)).toMatchObject({ totalHits: 1, isBlocked: false });
  });
});
