import { setTimeout as delay } from 'node:timers/promises';
import { now } from './order-load.js';
import type { OrderLoad } from './order-load.js';

/** Customers who come at a steady rate and do not give up. */
export class SteadyLoad {
  private readonly waiting = new Map<number, number>();
  private readonly orders = new Set<Promise<void>>();
  private stopping = false;
  private loop: Promise<void> = Promise.resolve();

  private constructor(
    private readonly load: OrderLoad,
    private readonly perSecond: number,
  ) {}

  static start(load: OrderLoad, perSecond: number): SteadyLoad {
    const steady = new SteadyLoad(load, perSecond);
    steady.loop = steady.run();
    return steady;
  }

  /** How long the customer who has been waiting longest for an answer has been waiting, in milliseconds. */
  longestWait(): number {
    return Math.max(0, ...[...this.waiting.values()].map((dueAt) => now() - dueAt));
  }

  /** Resolves when the last customer has been answered. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.loop;
    await Promise.all(this.orders);
  }

  private async run(): Promise<void> {
    const start = now();
    for (let index = 0; !this.stopping; index++) {
      const dueAt = start + (index * 1_000) / this.perSecond;
      if (dueAt > now()) await delay(dueAt - now());
      const order = this.placed(index, dueAt).finally(() => this.orders.delete(order));
      this.orders.add(order);
    }
  }

  private async placed(index: number, dueAt: number): Promise<void> {
    this.waiting.set(index, dueAt);
    await this.load.place();
    this.waiting.delete(index);
  }
}
