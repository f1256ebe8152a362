import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderReceipt } from '@shop/api-contracts';
import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient, ShopError } from '../client/shop-client.js';
import { wishes } from './wishes.js';

/** What clients were promised: each of these had an answer that said yes. */
export interface Promised {
  readonly orders: ReadonlySet<string>;
  /** Orders whose cancellation was accepted. */
  readonly cancellations: ReadonlySet<string>;
  readonly registrations: ReadonlySet<string>;
}

const WORKERS = 4;
const PAUSE_MS = 60;
/** Clients that wait for an answer for longer than this have given up: what came of it they do not know. */
const PATIENCE_MS = 1_000;

/** Customers who go on ordering, whatever happens, until they are told to stop; some think again, some are new. */
export class SteadyOrders {
  private readonly placed = new Set<string>();
  private readonly cancelled = new Set<string>();
  private readonly registered = new Set<string>();
  private readonly workers: Promise<void>[] = [];
  private number = 0;
  private isOver = false;

  constructor(
    private readonly gateway: string,
    private readonly skus: { readonly plenty: string; readonly scarce: readonly string[] },
  ) {}

  get promised(): Promised {
    return { orders: this.placed, cancellations: this.cancelled, registrations: this.registered };
  }

  start(): void {
    for (let worker = 0; worker < WORKERS; worker++) this.workers.push(this.work());
  }

  async stop(): Promise<Promised> {
    this.isOver = true;
    await Promise.all(this.workers);
    return this.promised;
  }

  private async work(): Promise<void> {
    const client = new ShopClient(this.gateway, PATIENCE_MS);
    await client.signIn(demoAccounts.customer, demoAccounts.password);
    while (!this.isOver) {
      await this.once(client).catch((error: unknown) => {
        // Refused is an answer as well; none is what a client has to live with while the shop is down.
        if (error instanceof ShopError && error.status >= 500 && error.status !== 503) throw error;
      });
      await delay(PAUSE_MS);
    }
    await client.close();
  }

  private async once(client: ShopClient): Promise<void> {
    const number = this.number++;
    if (number % 25 === 0) await this.register(client);
    const { request, thinksAgain } = wishes(number, this.skus);
    const key = { 'idempotency-key': randomUUID() };
    const { id } = await client.post<OrderReceipt>('/orders', request, key);
    this.placed.add(id);
    if (!thinksAgain) return;
    await client.post(`/orders/${id}/cancel`, { reason: 'thought again' });
    this.cancelled.add(id);
  }

  private async register(client: ShopClient): Promise<void> {
    const email = `${randomUUID()}@drill.test`;
    await client.post('/auth/register', { email, password: 'a long enough password', name: 'New Customer' });
    this.registered.add(email);
  }
}
