import { asCustomer } from './support/client.js';
import type { Client } from './support/client.js';
import { eventually } from './support/eventually.js';
import { newProduct, orderOf, orderRequest, stockOf } from './support/orders.js';
import { kill, restarted } from './support/shop.js';

const describeProcesses = process.env['E2E_BUS'] === 'memory' ? describe.skip : describe;

describeProcesses('a process that is killed', () => {
  let customer: Client;
  beforeAll(async () => {
    customer = await asCustomer();
  });

  /** Places until the shop takes it; the key makes that safe. */
  const placeStubbornly = (sku: string, key: string): Promise<string> =>
    eventually(
      `order ${key} is taken`,
      async () => {
        const { status, body } = await customer.post<{ id: string }>('/orders', orderRequest({ sku }), {
          headers: { 'idempotency-key': key },
        });
        return status === 202 && body.id;
      },
      60_000,
    );

  it.each([
    'order-service',
    'inventory-service',
    'payment-service',
    'shipping-service',
    'notification-service',
    'user-service',
    'api-gateway',
    'outside-world',
    'kafka',
    'postgres',
  ])(
    '(%s) is started again, and no order is lost, charged twice or oversold',
    async (name) => {
      const sku = await newProduct(40);
      const run = `${name}-${Date.now()}`;
      const placing = Array.from({ length: 50 }, (_, n) => placeStubbornly(sku, `${run}-${n}`));
      await Promise.any(placing);
      const pid = kill(name);
      const ids = await Promise.all(placing);
      expect(new Set(ids).size).toBe(50);
      await restarted(name, pid);
      const ends = await Promise.all(
        ids.map((id) =>
          eventually(
            `order ${id} ends`,
            async () => {
              const order = await orderOf(customer, id);
              return ['confirmed', 'cancelled'].includes(order.status) && order;
            },
            90_000,
          ),
        ),
      );
      const confirmed = ends.filter(({ status }) => status === 'confirmed');
      expect(confirmed).toHaveLength(40);
      expect(ends.filter(({ cancellation }) => cancellation?.reason === 'out_of_stock')).toHaveLength(10);
      expect(await stockOf(sku)).toEqual({ onHand: 40, reserved: 40, available: 0 });
    },
    180_000,
  );
});
