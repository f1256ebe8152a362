import { asCustomer } from './support/client.js';
import type { Client } from './support/client.js';
import { eventsOf, newProduct, place, stockOf, until } from './support/orders.js';

describe('an order that is refused', () => {
  let customer: Client;
  beforeAll(async () => {
    customer = await asCustomer();
  });

  it('for lack of stock takes nothing and costs nothing', async () => {
    const sku = await newProduct(2);
    const id = await place(customer, { sku, quantity: 3 });
    const order = await until(customer, id, 'cancelled');
    expect(order).toMatchObject({ cancellation: { reason: 'out_of_stock' }, payment: null, shipment: null });
    expect(order.cancellation?.detail).toContain('3 wanted, 2 left');
    expect(await stockOf(sku)).toEqual({ onHand: 2, reserved: 0, available: 2 });
    const events = await eventsOf(customer, id);
    expect(events.slice(0, 3)).toEqual(['order.placed', 'inventory.rejected', 'order.cancellation-started']);
    expect(events.slice(3, 6).sort()).toEqual(['inventory.released', 'payment.refunded', 'shipment.cancelled']);
    expect(events.slice(6)).toEqual(['order.cancelled']);
  });

  it.each(['tok_declined', 'tok_insufficient_funds'])('for its card (%s) gives its stock back', async (token) => {
    const sku = await newProduct(5);
    const id = await place(customer, { sku, quantity: 2, token });
    const order = await until(customer, id, 'cancelled');
    expect(order).toMatchObject({ cancellation: { reason: 'payment_declined' }, payment: { status: 'declined' } });
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect((await customer.get(`/orders/${id}/payment`)).body).toMatchObject({ status: 'declined' });
  });

  it('for its address gives stock and money back', async () => {
    const sku = await newProduct(5, 700);
    const id = await place(customer, { sku, quantity: 2, postalCode: '00000' });
    const order = await until(customer, id, 'cancelled');
    expect(order).toMatchObject({
      cancellation: { reason: 'undeliverable' },
      payment: { status: 'refunded', refundedAmount: { amountMinor: 1_400 } },
    });
    expect(await stockOf(sku)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect((await customer.get(`/orders/${id}/payment`)).body).toMatchObject({
      status: 'refunded',
      refundedAmount: { amountMinor: 1_400, currency: 'USD' },
    });
  });

  it('never oversells, however many want the last one', async () => {
    const sku = await newProduct(10);
    const ids = await Promise.all(Array.from({ length: 25 }, () => place(customer, { sku })));
    const ends = await Promise.all(
      ids.map((id) => Promise.race([until(customer, id, 'confirmed'), until(customer, id, 'cancelled')])),
    );
    expect(ends.filter(({ status }) => status === 'confirmed')).toHaveLength(10);
    expect(await stockOf(sku)).toEqual({ onHand: 10, reserved: 10, available: 0 });
  });
});
