import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { ShopUnderTest } from './shop-under-test.js';

const OPEN = `SELECT count(*)::int AS n FROM order_views WHERE status IN ('placed', 'stock_reserved', 'paid', 'cancelling')`;
const CANCELLED = `SELECT count(*)::int AS n FROM order_views WHERE status = 'cancelled'`;
const CONFIRMED = `SELECT count(*)::int AS n FROM order_views WHERE status = 'confirmed'`;
const PENDING = `SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)::int
                      + (SELECT count(*) FROM intents)::int AS n`;

const LATE = "now() - $1 * interval '1 millisecond'";
const LATE_ORDERS = `${OPEN} AND placed_at < ${LATE}`;
const LATE_MESSAGES = `SELECT count(*)::int AS n FROM outbox WHERE published_at IS NULL AND created_at < ${LATE}`;

const ASK_EVERY_MS = 25;
const GIVE_UP_MS = 300_000;

/** Asks the services' databases how far the shop is. The questions go through small indexes, so that asking costs little. */
export class ShopProgress {
  private readonly clients = new Map<string, Client>();

  static async of({ databases }: ShopUnderTest): Promise<ShopProgress> {
    const progress = new ShopProgress();
    for (const [name, url] of databases) {
      const client = new Client({ connectionString: url, application_name: 'bench' });
      client.on('error', () => undefined);
      progress.clients.set(name, client);
      await client.connect();
    }
    return progress;
  }

  /** Resolves when no order is open any more. @throws Error if some have not been confirmed, or after 5 minutes */
  async allConfirmed(): Promise<void> {
    await until(async () => (await this.ofOrders(OPEN)) === 0, 'orders are still open');
    const cancelled = await this.ofOrders(CANCELLED);
    if (cancelled > 0) throw new Error(`${cancelled} orders were cancelled: the figure would be of something else.`);
  }

  confirmed(): Promise<number> {
    return this.ofOrders(CONFIRMED);
  }

  /** Resolves when there is nothing to send and nobody to be asked either: mails are out, too. */
  async drained(): Promise<void> {
    let quiet = 0;
    await until(async () => {
      quiet = (await this.pending()) === 0 ? quiet + 1 : 0;
      return quiet >= 8; // between two services an event is in neither's tables for a moment
    }, 'outboxes or intents are not empty');
  }

  /** Whether an order has been open, or a message unsent, for longer than so many milliseconds. */
  async isLate(ms: number): Promise<boolean> {
    const counts = [...this.clients].map(async ([database, client]) => {
      const unsent = await count(client, LATE_MESSAGES, ms);
      return database === 'order_service' ? unsent + (await count(client, LATE_ORDERS, ms)) : unsent;
    });
    return (await Promise.all(counts)).some((found) => found > 0);
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.end()));
  }

  /** For questions of one case only. */
  client(database: string): Client {
    const client = this.clients.get(database);
    if (client === undefined) throw new Error(`There is no database ${database}.`);
    return client;
  }

  get databases(): readonly string[] {
    return [...this.clients.keys()];
  }

  private async ofOrders(question: string): Promise<number> {
    return count(this.client('order_service'), question);
  }

  private async pending(): Promise<number> {
    const counts = await Promise.all([...this.clients.values()].map((client) => count(client, PENDING)));
    return counts.reduce((sum, value) => sum + value, 0);
  }
}

async function count(client: Client, text: string, ...values: readonly unknown[]): Promise<number> {
  const { rows } = await client.query<{ n: number }>(text, [...values]);
  return rows[0]?.n ?? 0;
}

async function until(condition: () => Promise<boolean>, complaint: string): Promise<void> {
  for (const deadline = Date.now() + GIVE_UP_MS; !(await condition()); await delay(ASK_EVERY_MS)) {
    if (Date.now() > deadline) throw new Error(`After ${GIVE_UP_MS / 1_000} s ${complaint}.`);
  }
}
