import { expositionFaults, scrape } from '@shop/telemetry/testing';
import { GatewayUnderTest } from './testing/gateway-under-test.js';

describe("the gateway's metrics", () => {
  let gateway: GatewayUnderTest;
  const start = async (settings: Record<string, string> = {}) => (gateway = await GatewayUnderTest.start(settings));
  afterEach(() => gateway.stop());

  const list = () => gateway.get('/api/v1/products');

  it('count requests by route and status, and the calls behind them by service and outcome', async () => {
    await start();
    await list();
    await gateway.get('/api/v1/products/NW-001');
    await gateway.get('/api/v1/products/NW-002');
    const figures = await scrape(gateway.metricsUrl);
    const requests = (route: string) => figures.value('http_server_request_duration_seconds_count', { route });
    expect([requests('/api/v1/products'), requests('/api/v1/products/:sku')]).toEqual([1, 2]);
    const calls = { target: 'inventory-service', outcome: 'succeeded' };
    expect(figures.value('outbound_call_duration_seconds_count', calls)).toBe(3);
    expect(expositionFaults('api-gateway', figures)).toEqual([]);
  });

  it('say which circuit is open, and what was tried again', async () => {
    await start({ CIRCUIT_FAILURES: '3' });
    await gateway.upstream('inventory-service').stop();
    for (let calls = 0; calls < 2; calls++) expect((await list()).status).toBe(503);
    const figures = await scrape(gateway.metricsUrl);
    const open = figures.samples('circuit_state', { state: 'open' }).filter(({ value }) => value === 1);
    expect(open.map(({ labels }) => labels['target'])).toEqual(['inventory-service']);
    expect(figures.value('circuit_opened_total', { target: 'inventory-service' })).toBe(1);
    expect(figures.value('outbound_retries_total', { target: 'inventory-service' })).toBe(2);
  });

  it('count whom it has turned away, by limit', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '3', LOGIN_RATE_LIMIT_PER_MINUTE: '1' });
    const login = () => gateway.post('/api/v1/auth/login', { body: { email: 'a@example.test', password: 'x' } });
    for (const status of [200, 429]) expect((await login()).status).toBe(status);
    for (const status of [200, 429, 429]) expect((await list()).status).toBe(status);
    const figures = await scrape(gateway.metricsUrl);
    expect(figures.value('http_rate_limited_total', { limit: 'sign_in' })).toBe(1);
    expect(figures.value('http_rate_limited_total', { limit: 'caller' })).toBe(2);
  });

  it('are its own: no path of it leads to those of a service', async () => {
    await start();
    for (const path of ['/api/v1/metrics', '/order-service/metrics', '/api/v1/order-service/metrics']) {
      expect((await gateway.get(path)).status).toBe(404);
    }
    const figures = await scrape(gateway.metricsUrl);
    expect(figures.samples('app_info').map(({ labels }) => labels['service'])).toEqual(['api-gateway']);
    expect(gateway.upstream('order-service').seen).toEqual([]);
  });

  it('are not at the public port when they have one of their own', async () => {
    await start({ METRICS_PORT: '0' });
    for (const path of ['/metrics', '/api/v1/metrics', '/metrics/']) {
      expect(await gateway.get(path)).toMatchObject({ status: 404, json: { status: 404 } });
    }
    expect((await scrape(gateway.metricsUrl)).value('app_info', { service: 'api-gateway' })).toBe(1);
  });
});
