import { GatewayUnderTest } from './testing/gateway-under-test.js';

const price = { amountMinor: 1800, currency: 'USD' };
const product = { sku: 'NW-001', name: 'Chai', category: 'Tea', price };
const listed = { ...product, available: 3, discontinued: false };

let gateway: GatewayUnderTest;
beforeAll(async () => (gateway = await GatewayUnderTest.start()));
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.upstream('inventory-service').react = () => ({
    status: 201,
    headers: { 'x-product-revision': '7' },
    body: listed,
  });
});

const orders = () => gateway.upstream('order-service');
const add = () => gateway.post('/api/v1/products', { as: ['admin'], body: { ...product, initialStock: 3 } });

it('answers only when the order service knows the product, without the revision', async () => {
  let known = false;
  orders().react = async () => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    known = true;
    return { body: { sku: 'NW-001', revision: 7 } };
  };
  const answer = await add();
  expect(known).toBe(true);
  expect(orders().seen.at(-1)).toMatchObject({ method: 'GET', url: '/prices/NW-001?revision=7' });
  expect(answer).toMatchObject({ status: 201, json: listed });
  expect(answer.headers.get('x-product-revision')).toBeNull();
});

it('waits after a change, too', async () => {
  orders().react = () => ({ body: { sku: 'NW-001', revision: 7 } });
  const before = orders().seen.length;
  await gateway.send('PATCH', '/api/v1/products/NW-001', { as: ['admin'], body: { price } });
  expect(orders().seen.length).toBe(before + 1);
});

it('does not ask after a write that was refused', async () => {
  const problem = { type: 'x', title: 'Conflict', status: 409 };
  gateway.upstream('inventory-service').react = () => ({
    status: 409,
    headers: { 'content-type': 'application/problem+json' },
    body: problem,
  });
  const before = orders().seen.length;
  expect(await add()).toMatchObject({ status: 409 });
  expect(orders().seen.length).toBe(before);
});

it('answers after two seconds in any case', async () => {
  orders().react = () => 'hang';
  const start = Date.now();
  expect(await add()).toMatchObject({ status: 201 });
  expect(Date.now() - start).toBeLessThan(3000);
});

it('answers at once when the order service is down', async () => {
  await orders().stop();
  expect(await add()).toMatchObject({ status: 201, json: listed });
});
