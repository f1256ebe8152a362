import type { Order } from '@shop/api-contracts';
import { atRest } from './support/at-rest.js';
import { ChaosOrders, kinds } from './support/chaos-orders.js';
import type { Kind } from './support/chaos-orders.js';
import { asNewCustomer, newCustomerPassword, signIn } from './support/client.js';
import type { Client } from './support/client.js';
import { query, unfinished } from './support/databases.js';
import { eventually } from './support/eventually.js';
import { deadLetters } from './support/kafka.js';
import { Killer } from './support/killer.js';
import { newProduct, stockOf } from './support/orders.js';
import { byReference, outside } from './support/outside.js';
import type { Balance } from './support/outside.js';
import { seeded } from './support/random.js';
import { shop } from './support/shop.js';

const describeProcesses = process.env['E2E_BUS'] === 'memory' ? describe.skip : describe;

const COUNT = Number(process.env['CHAOS_ORDERS'] ?? 3_000);
const SEED = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
const [AT_ONCE, PER_SECOND] = [300, 50];
const [PLENTY, SCARCE, PRICE] = [1_000_000, Math.ceil(COUNT * 0.05), 1_250];
const RHYTHM = { shortestMs: 3_000, longestMs: 7_000 };
const TOKEN_GOOD_FOR_MS = 5 * 60_000;

interface Page {
  readonly items: readonly Order[];
  readonly nextCursor: string | null;
}

const random = seeded(SEED);
const startedAt = Date.now();

function say(line: string): void {
  process.stderr.write(`chaos ${String(Math.round((Date.now() - startedAt) / 1_000)).padStart(4)} s: ${line}\n`);
}

/** Orders that have not come to an end yet. */
const openOrders = `SELECT count(*)::int AS open FROM order_views
  WHERE customer_id = $1 AND status NOT IN ('confirmed', 'cancelled')`;

describeProcesses(`${COUNT} orders while processes are killed at random (CHAOS_SEED=${SEED})`, () => {
  const skus: Record<'plenty' | 'scarce', string[]> = { plenty: [], scarce: [] };
  const before = { balance: {} as Balance, deadLetters: 0 };
  let customer: Client;
  let customerId: string;
  let email: string;
  let orders: ChaosOrders;
  let ends: ReadonlyMap<string, Order>;

  const endOf = (id: string) => {
    const order = ends.get(id);
    return order?.cancellation?.reason ?? order?.status;
  };
  const ofKind = (kind: Kind) => orders.placed.filter((order) => order.kind === kind);
  const isConfirmed = ({ id }: { id: string }) => endOf(id) === 'confirmed';

  beforeAll(
    async () => {
      customer = await asNewCustomer();
      const { body: profile } = await customer.get<{ id: string; email: string }>('/users/me');
      ({ id: customerId, email } = profile);
      skus.plenty = await Promise.all([1, 2, 3, 4, 5].map(() => newProduct(PLENTY, PRICE)));
      skus.scarce = [await newProduct(SCARCE, PRICE)];
      await atRest();
      before.balance = await outside.balance();
      before.deadLetters = await deadLetters();
      await chaos();
      ends = await allOrders();
    },
    Math.max(600_000, COUNT * 200),
  );

  async function chaos(): Promise<void> {
    orders = new ChaosOrders({
      count: COUNT,
      atOnce: AT_ONCE,
      perSecond: PER_SECOND,
      random,
      customer: freshCustomer(),
      skuOf: (kind, n) => (kind === 'scarce' ? skus.scarce[0] : skus.plenty[n % skus.plenty.length]) ?? '',
    });
    const names = shop().processes.map(({ name }) => name);
    const killer = new Killer(names, random, RHYTHM);
    say(`seed ${SEED}; ${COUNT} orders, ${PER_SECOND} a second, ${AT_ONCE} customers at once`);
    const progress = setInterval(() => void tell(killer), 5_000);
    killer.start();
    try {
      await orders.placeAll();
      const allHadTheirTurn = () => new Set(killer.killed).size === names.length;
      await eventually('every process has been killed', allHadTheirTurn, 180_000);
      await killer.stop();
      say(`killed ${killer.killed.length} processes; now the rest may end in peace`);
      await eventually('all orders have ended', async () => (await open()) === 0, 300_000);
    } finally {
      clearInterval(progress);
      await killer.stop();
    }
    say('no order is open');
    await atRest();
    say('the shop is at rest');
  }

  const open = async () => (await query<{ open: number }>('order-service', openOrders, [customerId]))[0]?.open ?? NaN;

  async function tell({ killed }: Killer): Promise<void> {
    const now = await open().catch(() => 'an unknown number of');
    say(`${orders.placed.length} placed, ${now} open; ${killed.length} killed, last ${killed.at(-1) ?? 'none'}`);
  }

  /** Access tokens last a quarter of an hour, a long run does not. */
  function freshCustomer(): () => Promise<Client> {
    let current = { client: Promise.resolve(customer), since: Date.now() };
    return () => {
      if (Date.now() - current.since > TOKEN_GOOD_FOR_MS) {
        current = { client: signInStubbornly(email), since: Date.now() };
      }
      return current.client;
    };
  }

  /** As the customer sees them, page by page. */
  async function allOrders(): Promise<ReadonlyMap<string, Order>> {
    const client = await signInStubbornly(email);
    const found = new Map<string, Order>();
    let cursor: string | null = null;
    do {
      const path: string = `/orders?limit=100${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page = (await client.get<Page>(path)).body;
      for (const order of page.items) found.set(order.id, order);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  }

  it('leaves each order that was taken there, once, and no other', () => {
    expect([...ends.keys()].sort()).toEqual(orders.placed.map(({ id }) => id).sort());
    expect(ends.size).toBe(COUNT);
  });

  it.each((Object.keys(kinds) as Kind[]).filter((kind) => kind !== 'scarce'))(
    'ends every order of the kind "%s" as it must',
    (kind) => {
      const others = ofKind(kind).filter(({ id }) => endOf(id) !== kinds[kind].end);
      expect(others.map(({ id }) => [id, endOf(id)])).toEqual([]);
    },
  );

  it('sells scarce goods to the last piece and not beyond', () => {
    const confirmed = ofKind('scarce').filter(isConfirmed);
    expect(confirmed).toHaveLength(Math.min(SCARCE, ofKind('scarce').length));
    const others = ofKind('scarce').filter((order) => !isConfirmed(order));
    expect(new Set(others.map(({ id }) => endOf(id)))).toEqual(new Set(['out_of_stock']));
  });

  it('holds exactly the stock of the confirmed orders', async () => {
    for (const [sku, stock] of [
      ...skus.plenty.map((sku) => [sku, PLENTY] as const),
      [skus.scarce[0] ?? '', SCARCE] as const,
    ]) {
      const held = [...ends.values()].filter(
        ({ status, items }) => status === 'confirmed' && items.some((line) => line.sku === sku),
      );
      expect(await stockOf(sku)).toEqual({ onHand: stock, reserved: held.length, available: stock - held.length });
    }
  });

  it('has taken, by the books of the provider, the money of the confirmed orders and no more', async () => {
    const { capturedMinor, refundedMinor } = await outside.balance();
    const kept = capturedMinor - before.balance.capturedMinor - (refundedMinor - before.balance.refundedMinor);
    expect(kept).toBe(orders.placed.filter(isConfirmed).length * PRICE);
    const charges = byReference(await outside.charges());
    const wrong = orders.placed.filter((order) => {
      const all = charges.get(order.id) ?? [];
      const [charge] = all;
      if (isConfirmed(order)) return all.length !== 1 || charge?.refundedMinor !== 0;
      return all.length > 1 || (charge && charge.refundedMinor !== charge.amountMinor);
    });
    expect(wrong).toEqual([]);
  });

  it('has the same money in its own ledger', async () => {
    const [sums] = await query<{ debit: string; credit: string }>(
      'payment-service',
      'SELECT sum(debit_minor) AS debit, sum(credit_minor) AS credit FROM ledger_entries',
    );
    expect(sums?.debit).toBe(sums?.credit);
  });

  it('has, by the books of the carrier, one good label for each confirmed order and none for another', async () => {
    const labels = byReference((await outside.labels()).filter(({ status }) => status === 'created'));
    const wrong = orders.placed.filter((order) => (labels.get(order.id)?.length ?? 0) !== (isConfirmed(order) ? 1 : 0));
    expect(wrong).toEqual([]);
  });

  it('has each step in each timeline once', async () => {
    const twice = await query(
      'order-service',
      `SELECT t.order_id, t.event, count(*)::int FROM saga_timeline t JOIN order_views v ON v.id = t.order_id
       WHERE v.customer_id = $1 GROUP BY t.order_id, t.event HAVING count(*) > 1`,
      [customerId],
    );
    expect(twice).toEqual([]);
    const steps = await query<{ steps: number }>(
      'order-service',
      `SELECT DISTINCT (SELECT count(*)::int FROM saga_timeline t WHERE t.order_id = v.id) AS steps
       FROM order_views v WHERE v.customer_id = $1 AND v.status = 'confirmed'`,
      [customerId],
    );
    expect(steps).toEqual([{ steps: 5 }]);
  });

  it('has told the customer of the end of each order, and nothing twice', async () => {
    const subjects = (await outside.mails()).filter(({ to }) => to.includes(email)).map(({ subject }) => subject);
    expect(subjects.filter((subject, index) => subjects.indexOf(subject) !== index)).toEqual([]);
    const told = new Set(subjects);
    const untold = [...ends.values()].filter(({ id, status }) => !told.has(`Your order ${id} is ${status}`));
    expect(untold.map(({ id }) => id)).toEqual([]);
  });

  it('leaves nothing in an outbox, no call unmade and no dead letter', async () => {
    expect(await unfinished()).toBe(0);
    expect(await deadLetters()).toBe(before.deadLetters);
  });
});

function signInStubbornly(email: string): Promise<Client> {
  return eventually(`${email} is signed in`, () => signIn(email, newCustomerPassword), 60_000);
}
