import type { OrderReceipt, OrderStatus } from '@shop/api-contracts';
import { awaitOrder } from '../client/await-order.js';
import type { ShopClient } from '../client/shop-client.js';
import type { Earlier, EvalCase, Wish } from './eval-case.js';
import type { EvalShop } from './eval-shop.js';
import type { People } from './people.js';
import type { Slots } from './slots.js';
import { take } from './steps.js';

/** What playing a case needs. */
export interface Stage {
  readonly shop: EvalShop;
  readonly people: People;
  /** Whoever only waits is in none of them. */
  readonly slots: Slots;
}

/** An order in play. */
export interface Played {
  readonly orderId: string;
  readonly placedAt: number;
  readonly customer: ShopClient;
}

/** Plays a case up to the moment at which it is to be analysed. @throws Error when an order does not go where the case says */
export async function play({ earlier = [], order = {}, then = [], reaches = 'confirmed' }: EvalCase, stage: Stage) {
  const customer = await stage.slots.run(() => stage.people.newCustomer());
  const street = nextStreet();
  for (const some of earlier) await placeEarlier(some, customer, street, stage);
  const played = await stage.slots.run(async () => {
    const placed = await place({ street, ...order }, customer);
    await awaitOrder(stage.people.admin, placed.orderId, atOrPast(reaches));
    return placed;
  });
  for (const step of then) await take(step, played, stage);
  return played;
}

/** An order may have gone on before anybody looks. */
const forward: readonly OrderStatus[] = ['placed', 'stock_reserved', 'paid', 'confirmed'];

function atOrPast(status: OrderStatus): readonly OrderStatus[] {
  return forward.includes(status) ? forward.slice(forward.indexOf(status)) : [status];
}

async function placeEarlier(earlier: Earlier, customer: ShopClient, street: string, stage: Stage) {
  for (let time = 0; time < earlier.times; time++) {
    await stage.slots.run(async () => {
      const other = earlier.by === 'others';
      const who = other ? await stage.people.newCustomer() : customer;
      const { orderId } = await place({ street: other ? nextStreet() : street, ...earlier }, who);
      await awaitOrder(stage.people.admin, orderId, ['confirmed', 'cancelled']);
    });
  }
}

export async function place(wish: Wish, customer: ShopClient): Promise<Played> {
  const { lines = [['EVAL-TEA', 2]], token = 'tok_visa', postalCode = '20457', street = nextStreet() } = wish;
  const placedAt = Date.now();
  const { id } = await customer.post<OrderReceipt>('/orders', {
    items: lines.map(([sku, quantity]) => ({ sku, quantity })),
    shippingAddress: { name: 'A Customer', street, city: 'Hamburg', postalCode, country: 'DE' },
    payment: { method: 'card', token },
  });
  return { orderId: id, placedAt, customer };
}

let houses = 0;

/** Where nobody else lives. */
function nextStreet(): string {
  return `${++houses} Eval Road`;
}
