import { randomUUID } from 'node:crypto';
import type { Order, OrderReceipt, Timeline } from '@shop/api-contracts';
import { asAdmin } from './client.js';
import type { Client } from './client.js';
import { eventually } from './eventually.js';

export const address = { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'SW1', country: 'GB' };

export interface Wish {
  readonly sku: string;
  readonly quantity?: number;
  readonly token?: string;
  readonly postalCode?: string;
}

export function orderRequest({ sku, quantity = 1, token = 'tok_visa', postalCode = address.postalCode }: Wish) {
  return {
    items: [{ sku, quantity }],
    shippingAddress: { ...address, postalCode },
    payment: { method: 'card', token },
  };
}

export async function place(client: Client, wish: Wish): Promise<string> {
  const { status, body } = await client.post<OrderReceipt>('/orders', orderRequest(wish));
  if (status !== 202) throw new Error(`placing answered ${status} ${JSON.stringify(body)}`);
  return body.id;
}

export async function orderOf(client: Client, id: string): Promise<Order> {
  const { status, body } = await client.get<Order>(`/orders/${id}`);
  if (status !== 200) throw new Error(`order ${id} answered ${status}`);
  return body;
}

/** Waits until the order has that status. */
export function until(client: Client, id: string, status: Order['status'], withinMs = 30_000): Promise<Order> {
  const attempt = async () => {
    const order = await orderOf(client, id);
    if (order.status !== status) throw new Error(`it is ${order.status}`);
    return order;
  };
  return eventually(`order ${id} is ${status}`, attempt, withinMs);
}

export async function eventsOf(client: Client, id: string): Promise<string[]> {
  const { body } = await client.get<Timeline>(`/orders/${id}/timeline`);
  return body.steps.map(({ event }) => event.replace(/^shop\./, '').replace(/\.v1$/, ''));
}

let lister: Promise<Client> | undefined;

/** One sign-in for all products of a file: dozens at once are dozens of password hashes, which take seconds of a core. */
function asLister(): Promise<Client> {
  lister ??= asAdmin().catch((error: unknown) => {
    lister = undefined;
    throw error;
  });
  return lister;
}

/** A product that no other test touches. */
export async function newProduct(stock: number, amountMinor = 1_250): Promise<string> {
  const sku = `E2E-${randomUUID().slice(0, 18)}`;
  const admin = await asLister();
  const product = {
    sku,
    name: `Test ${sku}`,
    category: 'Test',
    price: { amountMinor, currency: 'USD' },
    initialStock: stock,
  };
  const { status, body } = await admin.post('/products', product);
  if (status !== 201) throw new Error(`listing answered ${status} ${JSON.stringify(body)}`);
  return sku;
}

export async function stockOf(sku: string): Promise<{ onHand: number; reserved: number; available: number }> {
  const admin = await asAdmin();
  return (await admin.get<{ onHand: number; reserved: number; available: number }>(`/products/${sku}/stock`)).body;
}
