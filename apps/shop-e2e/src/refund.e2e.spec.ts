import { asCustomer, asSupport } from './support/client.js';
import { eventually } from './support/eventually.js';
import { newProduct, orderOf, place, until } from './support/orders.js';

it('support gives money back in part and never more than is left', async () => {
  const [customer, support] = await Promise.all([asCustomer(), asSupport()]);
  const sku = await newProduct(5, 1_000);
  const orderId = await place(customer, { sku });
  await until(customer, orderId, 'confirmed');
  const { id } = (await customer.get<{ id: string }>(`/orders/${orderId}/payment`)).body;
  expect((await customer.post(`/payments/${id}/refunds`, { amountMinor: 1, reason: 'me' })).status).toBe(403);
  expect((await support.post(`/payments/${id}/refunds`, { amountMinor: 300, reason: 'scratched' })).status).toBe(201);
  expect((await support.post(`/payments/${id}/refunds`, { amountMinor: 701, reason: 'too much' })).status).toBe(409);
  await eventually(
    'the order shows it',
    async () => (await orderOf(customer, orderId)).payment?.status === 'partially_refunded',
  );
  expect((await support.post(`/payments/${id}/refunds`, { reason: 'all of it' })).status).toBe(201);
  const payment = await eventually('all is back', async () => {
    const { body } = await customer.get<{ status: string }>(`/orders/${orderId}/payment`);
    return body.status === 'refunded' && body;
  });
  expect(payment).toMatchObject({ refundedAmount: { amountMinor: 1_000 } });
  expect((await orderOf(customer, orderId)).status).toBe('confirmed');
});
