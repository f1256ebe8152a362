import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from './client.js';
import { orderRequest } from './orders.js';
import type { Wish } from './orders.js';
import { askStubbornly } from './stubborn.js';

/** What becomes of an order is known beforehand, but for which of the `scarce` ones get the last pieces. */
export const kinds = {
  happy: { share: 50, wish: {}, end: 'confirmed' },
  flaky: { share: 3, wish: { token: 'tok_flaky' }, end: 'confirmed' },
  declined: { share: 10, wish: { token: 'tok_declined' }, end: 'payment_declined' },
  undeliverable: { share: 10, wish: { postalCode: '00000' }, end: 'undeliverable' },
  scarce: { share: 12, wish: {}, end: 'confirmed or out_of_stock' },
  cancelled: { share: 15, wish: {}, end: 'customer_request' },
} as const satisfies Record<string, { share: number; wish: Omit<Wish, 'sku'>; end: string }>;
export type Kind = keyof typeof kinds;

export interface ChaosOrder {
  readonly id: string;
  readonly kind: Kind;
}

export interface Plan {
  readonly count: number;
  readonly atOnce: number;
  /** So many are to be placed in a second, if the shop lets them. */
  readonly perSecond: number;
  readonly skuOf: (kind: Kind, n: number) => string;
  readonly random: () => number;
  /** The customer, with a token that is still good. */
  readonly customer: () => Promise<Client>;
}

const names = Object.keys(kinds) as Kind[];
const LATEST_CANCEL_MS = 600;

/** By the shares, each in the same mix: every hundred orders hold exactly so many of each kind. */
export function kindsOf(count: number, random: () => number): readonly Kind[] {
  const hundred = names.flatMap((kind) => Array.from({ length: kinds[kind].share }, () => kind));
  const chosen: Kind[] = [];
  while (chosen.length < count) {
    const left = [...hundred];
    while (left.length > 0) chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return chosen.slice(0, count);
}

/** Places orders, many at once, and cancels those that are to be cancelled; stubborn as customers are. */
export class ChaosOrders {
  readonly placed: ChaosOrder[] = [];

  constructor(private readonly plan: Plan) {}

  async placeAll(): Promise<void> {
    const { count, random, atOnce, perSecond } = this.plan;
    const queue = kindsOf(count, random).entries();
    const startedAt = Date.now();
    const worker = async () => {
      // One iterator for all: each takes the next that nobody has taken.
      for (const [n, kind] of queue) {
        // The very point: a load that goes on for a while.
        await delay(Math.max(0, startedAt + (n * 1_000) / perSecond - Date.now()));
        await this.place(kind, n);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  private async place(kind: Kind, n: number): Promise<void> {
    const { customer, skuOf, random } = this.plan;
    const body = orderRequest({ sku: skuOf(kind, n), ...kinds[kind].wish });
    const headers = { 'idempotency-key': `chaos-${n}` };
    const answer = await askStubbornly<{ id: string }>(await customer(), 'POST', '/orders', { body, headers });
    if (answer.status !== 202) throw new Error(`Placing answered ${answer.status} ${JSON.stringify(answer.body)}`);
    const { id } = answer.body;
    this.placed.push({ id, kind });
    if (kind !== 'cancelled') return;
    await delay(random() * LATEST_CANCEL_MS); // the very point: in the middle of anything
    const { status } = await askStubbornly(await customer(), 'POST', `/orders/${id}/cancel`, { body: {} });
    if (status !== 202) throw new Error(`Cancelling answered ${status}.`);
  }
}
