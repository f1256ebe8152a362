import { productListed } from '@shop/domain-events';
import { eventually } from '@shop/messaging/testing';
import { demoProducts } from './demo-catalogue.js';
import { send } from './testing/http-client.js';
import { inventoryFixture } from './testing/inventory-fixture.js';
import type { InventoryFixture } from './testing/inventory-fixture.js';

let shop: InventoryFixture;

beforeEach(async () => {
  shop = await inventoryFixture();
});
afterEach(() => shop.close());

it('lists the demo products once, by replicas that start together, and leaves them alone later', async () => {
  const [{ url }] = await Promise.all([shop.replica({ SEED_DEMO: 'true' }), shop.replica({ SEED_DEMO: 'true' })]);
  await eventually(() => {
    const listed = shop.events.filter(({ type }) => type === productListed.type).map(({ subject }) => subject);
    expect(listed.sort()).toEqual(demoProducts.map(({ sku }) => sku).sort());
  });
  expect(await send(url, 'GET /products/DEMO-SCARCE')).toMatchObject({ body: { available: 1 } });
  expect(await send(url, 'GET /products/DEMO-PLENTY')).toMatchObject({ body: { available: 1_000_000 } });
  await shop.pool.query(`UPDATE stock SET on_hand = 0 WHERE sku = 'DEMO-SCARCE'`);
  await shop.replica({ SEED_DEMO: 'true' });
  expect(await send(url, 'GET /products/DEMO-SCARCE')).toMatchObject({ body: { available: 0 } });
  const { rows } = await shop.pool.query('SELECT 1 FROM stock_movements');
  expect(rows).toHaveLength(demoProducts.length);
});

it('lists nothing unless asked to', async () => {
  const { url } = await shop.replica();
  expect(await send(url, 'GET /products')).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
  expect(await send(url, 'GET /health/ready')).toMatchObject({ status: 200 });
  expect(await send(url, 'GET /health/live')).toMatchObject({ status: 200 });
});

it('names every fault of its configuration', async () => {
  const broken = shop.replica({ SEED_DEMO: 'yes', JWKS_URL: '' });
  await expect(broken).rejects.toThrow(/JWKS_URL is not set[^]*SEED_DEMO is not valid/);
});
