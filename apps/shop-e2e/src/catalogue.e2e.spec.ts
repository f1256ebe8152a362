import { asAdmin, asCustomer, nobody } from './support/client.js';
import { newProduct, orderRequest, place, stockOf, until } from './support/orders.js';

interface Product {
  sku: string;
  name: string;
  price: { amountMinor: number };
  available: number;
  discontinued: boolean;
}

describe('the catalogue', () => {
  it('can be read by anyone, in pages', async () => {
    const first = await nobody.get<{ items: Product[]; nextCursor: string | null }>('/products?limit=3');
    expect(first.status).toBe(200);
    expect(first.body.items).toHaveLength(3);
    const second = await nobody.get<{ items: Product[] }>(`/products?limit=3&cursor=${first.body.nextCursor}`);
    const skus = [...first.body.items, ...second.body.items].map(({ sku }) => sku);
    expect(new Set(skus).size).toBe(skus.length);
  });

  it('is found by a part of the name', async () => {
    const sku = await newProduct(1);
    const { body } = await nobody.get<{ items: Product[] }>(`/products?q=${sku.toLowerCase()}`);
    expect(body.items.map((product) => product.sku)).toEqual([sku]);
    expect((await nobody.get(`/products/${sku}`)).body).toMatchObject({ sku, available: 1, discontinued: false });
    expect((await nobody.get('/products/NO-SUCH')).status).toBe(404);
  });

  it('is changed by admins alone, and new prices hold from then on', async () => {
    const [admin, customer] = await Promise.all([asAdmin(), asCustomer()]);
    const sku = await newProduct(10, 100);
    expect((await customer.patch(`/products/${sku}`, { price: { amountMinor: 1, currency: 'USD' } })).status).toBe(403);
    expect((await nobody.patch(`/products/${sku}`, {})).status).toBe(401);
    expect((await admin.patch(`/products/${sku}`, { price: { amountMinor: 150, currency: 'USD' } })).status).toBe(200);
    const receipt = await customer.post('/orders', orderRequest({ sku, quantity: 2 }));
    expect(receipt.body).toMatchObject({ total: { amountMinor: 300 } });
    const product = { sku, name: 'x', category: 'x', price: { amountMinor: 1, currency: 'USD' }, initialStock: 1 };
    expect((await admin.post('/products', product)).status).toBe(409);
  });

  it('has stock that is never less than what is promised', async () => {
    const [admin, customer] = await Promise.all([asAdmin(), asCustomer()]);
    const sku = await newProduct(5);
    await until(customer, await place(customer, { sku, quantity: 3 }), 'confirmed');
    expect((await admin.post(`/products/${sku}/stock`, { delta: -3, reason: 'broken' })).status).toBe(409);
    const less = await admin.post(`/products/${sku}/stock`, { delta: -2, reason: 'broken' });
    expect(less.status).toBe(200);
    expect(less.body).toEqual({ onHand: 3, reserved: 3, available: 0 });
    expect(await stockOf(sku)).toEqual({ onHand: 3, reserved: 3, available: 0 });
    expect((await customer.get(`/products/${sku}/stock`)).status).toBe(403);
    expect((await admin.post(`/products/${sku}/stock`, { delta: 0, reason: 'x' })).status).toBe(400);
  });
});
