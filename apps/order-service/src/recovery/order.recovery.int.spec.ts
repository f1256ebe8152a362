import { cancellationStarted, orderConfirmed, orderPlaced } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { eventually } from '@shop/messaging/testing';
import { grantTime } from '@shop/saga';
import type { ServiceUnderTest } from '@shop/service-testing';
import { Pool } from 'pg';
import { OrderStore } from '../order.store.js';
import { orderOf } from '../testing/order-requests.js';
import { placeOrder, product, startOrder } from '../testing/order-under-test.js';
import { Participants, parts } from '../testing/participants.js';
import { readoptOrders } from './readopt-orders.js';
import { rebuildViews } from './rebuild-views.js';

jest.setTimeout(30_000);

let shop: ServiceUnderTest;
let participants: Participants;
let pool: Pool;
beforeAll(async () => {
  shop = await startOrder();
  participants = new Participants(shop);
  pool = new Pool({ connectionString: shop.databaseUrl, max: 4, pipeline: true });
  await shop.tell(product('TEA', 1_000));
});
afterAll(async () => {
  await pool.end();
  await shop.stop();
});

const readopt = (events: readonly DomainEvent[]) =>
  readoptOrders(new OrderStore(new GroupCommit(pool), { SAGA_DEADLINE_SECONDS: 900 } as never), events);

/** As a database is that was restored to before the order. */
async function forget(orderId: string): Promise<void> {
  for (const table of ['events', 'snapshots']) await pool.query(`DELETE FROM ${table} WHERE stream_id = $1`, [orderId]);
  await pool.query('DELETE FROM order_views WHERE id = $1', [orderId]);
  await pool.query('DELETE FROM saga_timeline WHERE order_id = $1', [orderId]);
  await pool.query('DELETE FROM saga_deadlines WHERE saga_id = $1', [orderId]);
  await pool.query('DELETE FROM inbox');
}

const stepsOf = async (orderId: string) =>
  (await shop.query<{ event: string }>('SELECT event FROM saga_timeline WHERE order_id = $1', [orderId]))
    .map(({ event }) => event)
    .sort();
const order = async (orderId: string) => (await shop.request(`GET /orders/${orderId}`)).json;
async function told(orderId: string): Promise<readonly DomainEvent[]> {
  await eventually(() => expect(shop.publishedFor(orderId)).not.toEqual([]));
  return shop.publishedFor(orderId);
}

describe('an order that a restored database has lost', () => {
  it('is taken back from what was said of it, as it was, with its timeline', async () => {
    const orderId = await placeOrder(shop, orderOf(['TEA', 2]));
    await participants.tellAll(participants.step, orderId);
    await eventually(async () => expect((await order(orderId))['status']).toBe('confirmed'));
    await shop.settled();
    const [before, steps, said] = [await order(orderId), await stepsOf(orderId), await told(orderId)];
    const heard = parts.map((part) => participants.step(part, orderId));
    await forget(orderId);
    expect((await shop.request(`GET /orders/${orderId}`)).status).toBe(404);

    expect(await readopt(said)).toEqual({ OrderPlaced: 1, OrderConfirmed: 1 });
    await shop.tell(...heard);

    // The event was made a moment after the order was decided on, and facts may come in another order.
    const { placedAt: _, updatedAt: __, version: ___, ...after } = await order(orderId);
    expect(before).toMatchObject(after);
    expect(new Set(await stepsOf(orderId))).toEqual(new Set(steps));
    expect(await readopt(said)).toEqual({});
  });

  it('is told about under the ids that it had: who knows them hears nothing new', async () => {
    const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
    const said = await told(orderId);
    await forget(orderId);
    await readopt(said);
    await participants.tellAll(participants.step, orderId);
    await shop.settled();
    const ids = await shop.query<{ event_id: string }>('SELECT event_id FROM outbox WHERE key = $1', [orderId]);
    expect(ids).toHaveLength(3);
    expect(new Set(ids.map(({ event_id }) => event_id)).size).toBe(2);
    expect(shop.publishedFor(orderId).map(({ type }) => type)).toEqual([orderPlaced.type, orderConfirmed.type]);
  });

  it('goes on being cancelled, and is cancelled once', async () => {
    const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
    await shop.request(`POST /orders/${orderId}/cancel`, { body: { reason: 'changed my mind' } });
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(2));
    await participants.tellAll(participants.answer, orderId);
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(3));
    const said = shop.publishedFor(orderId);
    await forget(orderId);
    expect(await readopt(said)).toEqual({ OrderPlaced: 1, CancellationStarted: 1, OrderCancelled: 1 });
    await participants.tellAll(participants.answer, orderId);
    expect(await order(orderId)).toMatchObject({ status: 'cancelled', cancellation: { reason: 'customer_request' } });
    const ends = await shop.query("SELECT 1 FROM events WHERE stream_id = $1 AND type = 'OrderCancelled'", [orderId]);
    expect(ends).toHaveLength(1);
  });

  it('that is known keeps what has happened since', async () => {
    const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
    const said = await told(orderId);
    await participants.tellAll(participants.step, orderId);
    expect(await readopt(said)).toEqual({});
    const late = { ...said[0], id: 'late', type: cancellationStarted.type } as DomainEvent;
    expect(await readopt([{ ...late, correlationId: 'unknown' }])).toEqual({});
  });
});

it('gives open orders their time again: that the shop was down is nobody’s delay', async () => {
  const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
  await pool.query("UPDATE saga_deadlines SET due_at = now() + interval '5 seconds' WHERE saga_id = $1", [orderId]);
  expect(await grantTime(pool, 600_000)).toBeGreaterThan(0);
  const [row] = await shop.query<{ late: boolean }>(
    "SELECT due_at > now() + interval '590 seconds' AS late FROM saga_deadlines WHERE saga_id = $1",
    [orderId],
  );
  expect(row).toEqual({ late: true });
});

describe('rebuilding the views', () => {
  const digest = async () =>
    (await shop.query("SELECT md5(string_agg(v::text, ' ' ORDER BY id)) AS is FROM order_views v"))[0];

  it('makes them from the events alone what they were', async () => {
    for (let n = 0; n < 5; n++) await placeOrder(shop, orderOf(['TEA', 1]));
    const before = await digest();
    expect(await rebuildViews(pool, { mode: 'check' })).toMatchObject({ wrong: 0, orphans: 0 });
    await pool.query('TRUNCATE order_views');
    const { streams, wrong } = await rebuildViews(pool, { mode: 'rebuild', batch: 2 });
    expect(wrong).toBe(streams);
    expect(await digest()).toEqual(before);
  });

  it('gives the key of its address to an order from before there were any', async () => {
    const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
    const before = await digest();
    await pool.query('UPDATE order_views SET address_key = NULL WHERE id = $1', [orderId]);
    expect(await rebuildViews(pool, { mode: 'rebuild' })).toMatchObject({ wrong: 1 });
    expect(await digest()).toEqual(before);
  });

  it('finds a view that is wrong, and one of no order', async () => {
    const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
    const before = await digest();
    await pool.query("UPDATE order_views SET status = 'delivered' WHERE id = $1", [orderId]);
    await pool.query(
      "INSERT INTO order_views SELECT 'ghost', customer_id, status, shown, placed_at, updated_at, version FROM order_views WHERE id = $1",
      [orderId],
    );
    expect(await rebuildViews(pool, { mode: 'check' })).toMatchObject({ wrong: 1, orphans: 1 });
    await rebuildViews(pool, { mode: 'rebuild' });
    expect(await digest()).toEqual(before);
    expect(await rebuildViews(pool, { mode: 'check' })).toMatchObject({ wrong: 0, orphans: 0 });
  });
});
