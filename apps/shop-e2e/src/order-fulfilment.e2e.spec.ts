import type { OrderReceipt, Timeline } from '@shop/api-contracts';
import { asAdmin, asCustomer } from './support/client.js';
import type { Client } from './support/client.js';
import { eventsOf, newProduct, orderOf, orderRequest, place, stockOf, until } from './support/orders.js';
import { outside } from './support/outside.js';
import { eventually } from './support/eventually.js';

describe('an order that goes well', () => {
  let customer: Client;
  let sku: string;
  beforeAll(async () => {
    customer = await asCustomer();
    sku = await newProduct(100, 1_999);
  });

  it('is priced by the catalogue, confirmed, and visible in all its parts', async () => {
    const answer = await customer.post<OrderReceipt>('/orders', orderRequest({ sku, quantity: 3 }));
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ status: 'placed', total: { amountMinor: 5_997, currency: 'USD' } });
    const { id } = answer.body;
    expect(answer.headers.get('location')).toBe(`/api/v1/orders/${id}`);
    const order = await until(customer, id, 'confirmed');
    expect(order).toMatchObject({
      items: [{ sku, quantity: 3, unitPrice: { amountMinor: 1_999, currency: 'USD' } }],
      payment: { status: 'captured' },
      shipment: { status: 'created' },
      cancellation: null,
    });
    const payment = await customer.get(`/orders/${id}/payment`);
    expect(payment.body).toMatchObject({
      status: 'captured',
      amount: { amountMinor: 5_997 },
      refundedAmount: { amountMinor: 0 },
      attempts: 1,
    });
    const shipment = await customer.get(`/orders/${id}/shipment`);
    expect(shipment.body).toMatchObject({ status: 'created', carrier: order.shipment?.carrier });
  });

  it('has a timeline in causal order, in one trace', async () => {
    const id = await place(customer, { sku });
    await until(customer, id, 'confirmed');
    const { body } = await customer.get<Timeline>(`/orders/${id}/timeline`);
    expect(await eventsOf(customer, id)).toEqual([
      'order.placed',
      'inventory.reserved',
      'payment.captured',
      'shipment.created',
      'order.confirmed',
    ]);
    const seen = new Set<string>();
    for (const step of body.steps.slice(1)) {
      expect(body.steps.some(({ eventId }) => eventId === step.causationId)).toBe(true);
    }
    for (const { traceId, eventId } of body.steps) {
      expect(traceId).toBe(body.steps[0]?.traceId);
      seen.add(eventId);
    }
    expect(seen.size).toBe(5);
  });

  it('holds its stock until it is shipped, then takes it', async () => {
    const own = await newProduct(10);
    const id = await place(customer, { sku: own, quantity: 4 });
    const order = await until(customer, id, 'confirmed');
    expect(await stockOf(own)).toEqual({ onHand: 10, reserved: 4, available: 6 });
    const admin = await asAdmin();
    const shipment = await customer.get<{ id: string }>(`/orders/${id}/shipment`);
    expect((await admin.post(`/shipments/${shipment.body.id}/advance`)).body).toMatchObject({ status: 'in_transit' });
    await until(customer, id, 'shipped');
    await eventually('the stock has left', async () => (await stockOf(own)).onHand === 6);
    expect(await stockOf(own)).toEqual({ onHand: 6, reserved: 0, available: 6 });
    expect((await customer.post(`/orders/${id}/cancel`, {})).status).toBe(409);
    expect((await admin.post(`/shipments/${shipment.body.id}/advance`)).status).toBe(200);
    await until(customer, id, 'delivered');
    expect((await admin.post(`/shipments/${shipment.body.id}/advance`)).status).toBe(409);
    expect((await orderOf(customer, id)).version).toBeGreaterThan(order.version);
  });

  it('is paid although the provider fails twice or takes its time', async () => {
    const [flaky, slow] = await Promise.all([
      place(customer, { sku, token: 'tok_flaky' }),
      place(customer, { sku, token: 'tok_slow' }),
    ]);
    await Promise.all([until(customer, flaky, 'confirmed'), until(customer, slow, 'confirmed')]);
    expect((await customer.get(`/orders/${flaky}/payment`)).body).toMatchObject({ status: 'captured', attempts: 3 });
  });

  it('is told to its customer by mail, once', async () => {
    const id = await place(customer, { sku });
    await until(customer, id, 'confirmed');
    const sent = await eventually('the notification is sent', async () => {
      const { body } = await customer.get<{ items: { orderId: string; status: string; channel: string }[] }>(
        '/notifications?limit=100',
      );
      return body.items.find((item) => item.orderId === id && item.status === 'sent');
    });
    expect(sent.channel).toBe('email');
    const told = async () =>
      (await outside.mails()).filter(({ subject }) => subject === `Your order ${id} is confirmed`);
    await eventually('the mail is there', async () => (await told()).length > 0);
    expect(await told()).toMatchObject([{ to: ['customer@shop.test'] }]);
  });
});
