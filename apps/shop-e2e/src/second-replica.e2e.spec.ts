import { setTimeout as delay } from 'node:timers/promises';
import { atRest } from './support/at-rest.js';
import { asNewCustomer } from './support/client.js';
import type { Client } from './support/client.js';
import { deadLetters } from './support/kafka.js';
import { newProduct, orderRequest, stockOf, until } from './support/orders.js';
import { byReference, outside } from './support/outside.js';
import { Replica } from './support/replica.js';

const describeProcesses = process.env['E2E_BUS'] === 'memory' ? describe.skip : describe;
const SIGNALS = ['SIGTERM', 'SIGKILL'] as const;
const [STOCK, PRICE, EVERY_MS] = [100_000, 700, 8];

/** Places one order after the other until it is stopped. */
class Load {
  private readonly placing: Promise<string>[] = [];
  private stopping = false;
  private readonly flowing: Promise<void>;

  constructor(
    private readonly client: Client,
    private readonly sku: string,
  ) {
    this.flowing = this.flow();
  }

  async stop(): Promise<readonly string[]> {
    this.stopping = true;
    await this.flowing;
    return Promise.all(this.placing);
  }

  private async flow(): Promise<void> {
    for (; !this.stopping; await delay(EVERY_MS)) this.placing.push(this.place());
  }

  private async place(): Promise<string> {
    const { status, body } = await this.client.post<{ id: string }>('/orders', orderRequest({ sku: this.sku }));
    if (status !== 202) throw new Error(`Placing answered ${status}.`);
    return body.id;
  }
}

describeProcesses('a second replica that comes and goes under load', () => {
  const services = ['order-service', 'inventory-service', 'payment-service'] as const;

  it.each(services.flatMap((service) => SIGNALS.map((signal) => [service, signal] as const)))(
    '(%s, %s) shares the work, and no order is lost, charged twice or oversold',
    async (service, signal) => {
      const [customer, sku, deadBefore] = [await asNewCustomer(), await newProduct(STOCK, PRICE), await deadLetters()];
      const load = new Load(customer, sku);
      const replica = await Replica.start(service);
      await delay(2_000); // the very point: both are members of the group, and have orders in hand
      expect(await replica.answers('live')).toBe(true);
      expect(await replica.end(signal)).toBe(signal === 'SIGTERM' ? 0 : null);
      await delay(1_000);
      const ids = await load.stop();
      await Promise.all(ids.map((id) => until(customer, id, 'confirmed', 90_000)));
      await atRest();
      expect(await stockOf(sku)).toEqual({ onHand: STOCK, reserved: ids.length, available: STOCK - ids.length });
      const charges = byReference(await outside.charges());
      for (const id of ids) expect(charges.get(id)).toMatchObject([{ amountMinor: PRICE, refundedMinor: 0 }]);
      expect(await deadLetters()).toBe(deadBefore);
    },
    180_000,
  );
});
