import { setTimeout as delay } from 'node:timers/promises';
import { asAdmin, asCustomer, asNewCustomer, asSupport } from './support/client.js';
import type { Client } from './support/client.js';
import { newProduct, place, stockOf, until } from './support/orders.js';

describe('an order that its customer cancels', () => {
  let customer: Client;
  beforeAll(async () => {
    customer = await asCustomer();
  });

  const expectAllUndone = async (id: string, sku: string, stock: number) => {
    const order = await until(customer, id, 'cancelled');
    expect(order.cancellation?.reason).toBe('customer_request');
    expect(await stockOf(sku)).toEqual({ onHand: stock, reserved: 0, available: stock });
    const payment = await customer.get<{ status: string; amount: object; refundedAmount: object }>(
      `/orders/${id}/payment`,
    );
    if (payment.status === 200 && payment.body.status !== 'declined') {
      expect(payment.body).toMatchObject({ status: 'refunded', refundedAmount: payment.body.amount });
    }
    const shipment = await customer.get<{ status: string }>(`/orders/${id}/shipment`);
    if (shipment.status === 200) expect(shipment.body.status).toBe('cancelled');
  };

  it('when it is confirmed gets stock, money and label undone', async () => {
    const sku = await newProduct(5);
    const id = await place(customer, { sku, quantity: 2 });
    await until(customer, id, 'confirmed');
    const answer = await customer.post(`/orders/${id}/cancel`, { reason: 'changed my mind' });
    expect(answer.status).toBe(202);
    await expectAllUndone(id, sku, 5);
    expect((await until(customer, id, 'cancelled')).cancellation?.detail).toBe('changed my mind');
  });

  it('at once, before anybody has done anything', async () => {
    const sku = await newProduct(5);
    const id = await place(customer, { sku });
    expect((await customer.post(`/orders/${id}/cancel`)).status).toBe(202);
    await expectAllUndone(id, sku, 5);
  });

  it('while the provider is still thinking gets the late capture refunded', async () => {
    const sku = await newProduct(5);
    const id = await place(customer, { sku, token: 'tok_slow' });
    await until(customer, id, 'stock_reserved');
    expect((await customer.post(`/orders/${id}/cancel`, {})).status).toBe(202);
    await expectAllUndone(id, sku, 5);
  });

  it('at any moment ends with everything undone', async () => {
    const sku = await newProduct(500);
    const moments = Array.from({ length: 30 }, (_, n) => n * 8);
    const ids = await Promise.all(
      moments.map(async (ms) => {
        const id = await place(customer, { sku });
        await delay(ms); // the very point: another moment for each order
        expect((await customer.post(`/orders/${id}/cancel`)).status).toBe(202);
        return id;
      }),
    );
    await Promise.all(ids.map((id) => until(customer, id, 'cancelled')));
    expect(await stockOf(sku)).toEqual({ onHand: 500, reserved: 0, available: 500 });
    for (const id of ids) await expectAllUndone(id, sku, 500);
  });

  it('is cancelled once, however often that is asked for, and by staff too', async () => {
    const sku = await newProduct(5);
    const id = await place(customer, { sku });
    await until(customer, id, 'confirmed');
    const [support, admin] = await Promise.all([asSupport(), asAdmin()]);
    const answers = await Promise.all([support, admin, customer].map((who) => who.post(`/orders/${id}/cancel`)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await expectAllUndone(id, sku, 5);
  });

  it('cannot be cancelled by somebody else, to whom it does not exist', async () => {
    const sku = await newProduct(5);
    const id = await place(customer, { sku });
    const stranger = await asNewCustomer();
    for (const path of ['', '/timeline', '/payment', '/shipment']) {
      expect((await stranger.get(`/orders/${id}${path}`)).status).toBe(404);
    }
    expect((await stranger.post(`/orders/${id}/cancel`)).status).toBe(404);
    await until(customer, id, 'confirmed');
  });
});
