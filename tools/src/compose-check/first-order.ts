import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Order, OrderReceipt } from '@shop/api-contracts';
import { awaitOrder } from '../client/await-order.js';
import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient, ShopError } from '../client/shop-client.js';

const GIVE_UP_MS = 900_000;
const AGAIN_MS = 200;

const request = {
  items: [{ sku: 'DEMO-PLENTY', quantity: 2 }],
  shippingAddress: { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
  payment: { method: 'card', token: 'tok_visa' },
};

/** The demo customer of a shop that is only just starting: asks until it answers, and orders until it is confirmed. */
export async function firstConfirmedOrder(gateway: string): Promise<Order> {
  const customer = new ShopClient(gateway, GIVE_UP_MS);
  try {
    await customer.signIn(demoAccounts.customer, demoAccounts.password);
    const { id } = await placeOnceTheCatalogueIsKnown(customer);
    return await awaitOrder(customer, id, ['confirmed']);
  } finally {
    await customer.close();
  }
}

/** The order service learns the products by events: one that it has not heard of is refused, for a moment. */
async function placeOnceTheCatalogueIsKnown(customer: ShopClient): Promise<OrderReceipt> {
  for (const deadline = Date.now() + GIVE_UP_MS; ; await delay(AGAIN_MS)) {
    try {
      return await customer.post<OrderReceipt>('/orders', request, { 'idempotency-key': randomUUID() });
    } catch (error) {
      if (!(error instanceof ShopError) || Date.now() > deadline) throw error;
    }
  }
}
