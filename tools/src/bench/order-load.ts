import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient, ShopError } from '../client/shop-client.js';
import type { ShopUnderTest } from './shop-under-test.js';

/** Through which door orders come, and with what: the gateway's takes what a client sends, the service's is as bare as it can be. */
export type Door = 'gateway' | 'order-service' | 'order-service-with-keys';

export interface OrderLoad {
  /** Resolves with the order's id. What is refused or lost is sent again under the same key, if the door takes keys. */
  readonly place: () => Promise<string>;
  /** How often something had to be sent again so far. */
  readonly sentAgain: () => number;
  readonly close: () => Promise<void>;
}

/** As many as a burst has in flight: each connection carries one request at a time, and is kept. */
export const IN_FLIGHT = 256;
const PRODUCTS = 50;
const SEND_AGAIN_MS = 250;
const GIVE_UP_MS = 120_000;

const skuOf = (index: number) => `BENCH-${String(index).padStart(3, '0')}`;

/** Orders of one line each, over 50 products in turn, so that no row of stock is hotter than it would be in a shop. */
export async function openOrderLoad(shop: ShopUnderTest, door: Door): Promise<OrderLoad> {
  await listProducts(shop);
  const token = await customerToken(shop);
  const path = door === 'gateway' ? '/api/v1/orders' : '/orders';
  const pool = new Pool(door === 'gateway' ? shop.gateway : shop.orderService, { connections: IN_FLIGHT });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const bodies = Array.from({ length: PRODUCTS }, (_, index) => bodyOf(skuOf(index)));
  let count = 0;
  let sentAgain = 0;
  const send = async (body: string, keyed: Readonly<Record<string, string>>) => {
    const response = await pool.request({ method: 'POST', path, headers: { ...headers, ...keyed }, body });
    const text = await response.body.text();
    if (response.statusCode !== 202) throw new Error(`An order was answered with ${response.statusCode}: ${text}`);
    return (JSON.parse(text) as { id: string }).id;
  };
  const place = async () => {
    const body = bodies[count++ % PRODUCTS] ?? '';
    if (door === 'order-service') return send(body, {});
    const keyed = { 'idempotency-key': randomUUID() };
    for (const deadline = now() + GIVE_UP_MS; ; sentAgain++) {
      try {
        return await send(body, keyed);
      } catch (error) {
        if (now() > deadline) throw error;
        await delay(SEND_AGAIN_MS);
      }
    }
  };
  return { place, sentAgain: () => sentAgain, close: () => pool.close() };
}

/** `count` orders, as fast as they are taken, IN_FLIGHT at a time. Resolves with their ids when all are placed. */
export async function placeBurst({ place }: OrderLoad, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun++ < count) ids.push(await place());
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return ids;
}

export interface TimedOrder {
  readonly id: string;
  /** Milliseconds since 1970: when it was to be sent, whether or not the sender came to it in time. */
  readonly dueAt: number;
}

/**
 * Open loop: orders are due at fixed times, whatever became of those before, and count from when they were due. A shop that stalls is so
 * charged for the orders that would have come meanwhile (no coordinated omission). Resolves when the last one is placed.
 */
export async function placeAtRate(
  { place }: OrderLoad,
  perSecond: number,
  seconds: number,
): Promise<readonly TimedOrder[]> {
  const start = now();
  const placed: Promise<TimedOrder>[] = [];
  for (let index = 0; index < perSecond * seconds; index++) {
    const dueAt = start + (index * 1_000) / perSecond;
    if (dueAt > now()) await delay(dueAt - now());
    const order = place().then((id) => ({ id, dueAt }));
    order.catch(() => undefined); // it is looked at when all are under way
    placed.push(order);
  }
  return Promise.all(placed);
}

/** Finer than Date.now(), and the same clock as the servers' on this machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

function bodyOf(sku: string): string {
  return JSON.stringify({
    items: [{ sku, quantity: 1 }],
    shippingAddress: { name: 'Ada Lovelace', street: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' },
    payment: { method: 'card', token: 'tok_visa' },
  });
}

/** The gateway answers when the order service knows the product. */
async function listProducts({ gateway }: ShopUnderTest): Promise<void> {
  const admin = await new ShopClient(gateway).signIn(demoAccounts.admin, demoAccounts.password);
  try {
    await Promise.all(Array.from({ length: PRODUCTS }, (_, index) => listProduct(admin, skuOf(index))));
  } finally {
    await admin.close();
  }
}

async function listProduct(admin: ShopClient, sku: string): Promise<void> {
  const price = { amountMinor: 1_999, currency: 'USD' };
  const product = { sku, name: `Benchmark product ${sku}`, category: 'Benchmark', price, initialStock: 1_000_000 };
  try {
    await admin.post('/products', product);
  } catch (error) {
    if (!(error instanceof ShopError) || error.status !== 409) throw error; // 409: the round before has listed it
  }
}

async function customerToken({ gateway }: ShopUnderTest): Promise<string> {
  const response = await fetch(`${gateway}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: demoAccounts.customer, password: demoAccounts.password }),
  });
  const { accessToken } = (await response.json()) as { accessToken?: string };
  if (accessToken === undefined) throw new Error(`The demo customer cannot sign in: ${response.status}.`);
  return accessToken;
}
