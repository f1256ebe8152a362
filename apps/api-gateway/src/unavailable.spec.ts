import { GatewayUnderTest } from './testing/gateway-under-test.js';

const settings = { UPSTREAM_TIMEOUT_MS: '300', CIRCUIT_FAILURES: '3', CIRCUIT_HALF_OPEN_AFTER_MS: '400' };
const add = {
  sku: 'NW-001',
  name: 'Chai',
  category: 'Tea',
  price: { amountMinor: 1, currency: 'USD' },
  initialStock: 1,
};

let gateway: GatewayUnderTest;
beforeEach(async () => (gateway = await GatewayUnderTest.start(settings)));
afterEach(() => gateway.stop());

const inventory = () => gateway.upstream('inventory-service');
const list = () => gateway.get('/api/v1/products');

function expectUnavailable(answer: Awaited<ReturnType<typeof list>>): void {
  expect(answer).toMatchObject({ status: 503, json: { status: 503, instance: '/api/v1/products' } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}

it('answers 503 with Retry-After while a service is down, and the others go on', async () => {
  await inventory().stop();
  expectUnavailable(await list());
  expect(await gateway.get('/api/v1/users/me', { as: ['customer'] })).toMatchObject({ status: 200 });
});

it('answers 503 when a service hangs', async () => {
  inventory().react = () => 'hang';
  expectUnavailable(await list());
});

it('asks a second time for a GET and never for a POST', async () => {
  let calls = 0;
  inventory().react = () => ((calls += 1) === 1 ? 'cut' : { body: { items: [] } });
  expect(await list()).toMatchObject({ status: 200 });
  expect(calls).toBe(2);

  calls = 0;
  expectUnavailable(await gateway.post('/api/v1/products', { as: ['admin'], body: add }));
  expect(calls).toBe(1);
});

it('leaves a failing service alone, then finds out that it is back', async () => {
  inventory().react = () => ({ status: 503, headers: { 'content-type': 'application/problem+json' }, body: {} });
  for (const _ of [1, 2, 3]) expectUnavailable(await list());
  const before = inventory().seen.length;
  const refused = await list();
  expectUnavailable(refused);
  expect(refused.json).toMatchObject({ type: expect.stringContaining('circuit-open') as unknown });
  expect(inventory().seen.length).toBe(before);

  inventory().react = () => ({ body: { items: [] } });
  await until(async () => (await list()).status === 200);
});

it('keeps the circuit closed for errors that are the answer', async () => {
  const problem = { type: 'x', title: 'Not Found', status: 404 };
  inventory().react = () => ({ status: 404, headers: { 'content-type': 'application/problem+json' }, body: problem });
  for (const _ of [1, 2, 3, 4, 5]) {
    expect(await gateway.get('/api/v1/products/NW-001')).toMatchObject({ status: 404 });
  }
});

it('answers 503 where a token is needed and the keys cannot be had', async () => {
  await gateway.keys.stop();
  expect(await gateway.get('/api/v1/users/me', { as: ['customer'] })).toMatchObject({ status: 503 });
  expect(await list()).toMatchObject({ status: 200 });
});

it('is live without its services, and ready with all of them', async () => {
  expect(await gateway.get('/health/ready')).toMatchObject({ status: 200 });
  await inventory().stop();
  expect(await gateway.get('/health/live')).toMatchObject({ status: 200 });
  const ready = await gateway.get('/health/ready');
  expect(ready.status).toBe(503);
  expect(ready.json).toMatchObject({
    details: { 'inventory-service': { status: 'down' }, 'order-service': { status: 'up' } },
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
