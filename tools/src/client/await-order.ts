import { setTimeout as delay } from 'node:timers/promises';
import type { Order } from '@shop/api-contracts';
import type { ShopClient } from './shop-client.js';

/** Asks until the order's status is one of `statuses`. @throws Error with where it stands after `withinMs` */
export async function awaitOrder(
  client: ShopClient,
  id: string,
  statuses: readonly Order['status'][],
  withinMs = 60_000,
): Promise<Order> {
  for (const deadline = Date.now() + withinMs; ; await delay(50)) {
    const order = await client.get<Order>(`/orders/${id}`);
    if (statuses.includes(order.status)) return order;
    if (Date.now() > deadline) throw new Error(`order ${id} is still ${order.status} after ${withinMs / 1_000} s`);
  }
}
