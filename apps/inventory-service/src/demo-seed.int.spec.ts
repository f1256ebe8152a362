import { productListed } from '@shop/domain-events';
import { eventually } from '@shop/messaging/testing';
import { request } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { demoProducts } from './demo-catalogue.js';
import { startInventory } from './testing/inventory-under-test.js';

let shop: ServiceUnderTest;

beforeEach(async () => {
  shop = await startInventory({ replicas: 0 });
});
afterEach(() => shop.stop());

it('lists the demo products once, by replicas that start together, and leaves them alone later', async () => {
  const [{ url }] = await Promise.all([shop.replica({ SEED_DEMO: 'true' }), shop.replica({ SEED_DEMO: 'true' })]);
  await eventually(() => {
    const listed = shop.published.filter(({ type }) => type === productListed.type).map(({ subject }) => subject);
    expect(listed.sort()).toEqual(demoProducts.map(({ sku }) => sku).sort());
  });
  expect(await request(url, 'GET /products/DEMO-SCARCE')).toMatchObject({ json: { available: 1 } });
  expect(await request(url, 'GET /products/DEMO-PLENTY')).toMatchObject({ json: { available: 1_000_000 } });
  await shop.query(`UPDATE stock SET on_hand = 0 WHERE sku = 'DEMO-SCARCE'`);
  await shop.replica({ SEED_DEMO: 'true' });
  expect(await request(url, 'GET /products/DEMO-SCARCE')).toMatchObject({ json: { available: 0 } });
  const rows = await shop.query('SELECT 1 FROM stock_movements');
  expect(rows).toHaveLength(demoProducts.length);
});

it('lists nothing unless asked to', async () => {
  const { url } = await shop.replica();
  expect(await request(url, 'GET /products')).toMatchObject({ status: 200, json: { items: [], nextCursor: null } });
  expect(await request(url, 'GET /health/ready')).toMatchObject({ status: 200 });
  expect(await request(url, 'GET /health/live')).toMatchObject({ status: 200 });
});

it('names every fault of its configuration', async () => {
  const broken = shop.replica({ SEED_DEMO: 'yes', JWKS_URL: '' });
  await expect(broken).rejects.toThrow(/JWKS_URL is not set[^]*SEED_DEMO is not valid/);
});
