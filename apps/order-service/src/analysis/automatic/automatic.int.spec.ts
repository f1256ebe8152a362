import type { OrderAnalysis } from '@shop/api-contracts';
import { paymentDeclined } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import { intents } from '@shop/messaging';
import { eventually } from '@shop/messaging/testing';
import { news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { Pool } from 'pg';
import { orderOf } from '../../testing/order-requests.js';
import { placeOrder, product, startOrder } from '../../testing/order-under-test.js';
import { Participants } from '../../testing/participants.js';
import { intentOf } from './analysis-wish.js';
import { StuckOrders } from './stuck-orders.js';

jest.setTimeout(40_000);

const support = { id: newId(), as: ['support'] } as const;

let shop: ServiceUnderTest;
let others: Participants;
let pool: Pool;
beforeAll(async () => {
  shop = await startOrder({ replicas: 2, env: { ANALYSE_ABOVE_MINOR: '5000' } });
  others = new Participants(shop);
  pool = new Pool({ connectionString: shop.databaseUrl, max: 4, pipeline: true });
  await shop.tell(product('TEA', 1800));
});
afterAll(async () => {
  await pool.end();
  await shop.stop();
});

const place = (quantity = 1) => placeOrder(shop, orderOf(['TEA', quantity]));
async function analysesOf(orderId: string): Promise<readonly OrderAnalysis[]> {
  const { json } = await shop.request(`GET /orders/${orderId}/analyses`, support);
  return json['items'] as OrderAnalysis[];
}
const analysed = (orderId: string, times = 1) =>
  eventually(async () => expect(await analysesOf(orderId)).toHaveLength(times));
const triggersOf = (orderId: string) =>
  shop.query<{ trigger_id: string }>('SELECT trigger_id FROM analyses WHERE order_id = $1', [orderId]);

async function declined(): Promise<string> {
  const orderId = await place();
  await shop.tell(news(paymentDeclined, { orderId, reason: 'card_declined' }));
  await others.tellAll(others.answer, orderId);
  return orderId;
}

describe('an order that fails', () => {
  it('is analysed by itself when it is cancelled, for the staff alone', async () => {
    const orderId = await declined();
    await analysed(orderId);
    const [found] = await analysesOf(orderId);
    expect(found).toMatchObject({ orderId, trigger: 'cancelled', source: 'rules', degraded: null });
    expect(found?.findings.map(({ code }) => code)).toContain('payment_declined');
    expect((await shop.request(`GET /orders/${orderId}/analyses`)).json['items']).toEqual([]);
    await shop.publishedTypes(orderId);
    const cancelled = shop.publishedFor(orderId).find(({ type }) => type === 'shop.order.cancelled.v1');
    expect(await triggersOf(orderId)).toEqual([{ trigger_id: cancelled?.id }]);
  });

  it('is analysed once, though what it follows from is told and asked for again', async () => {
    const orderId = await declined();
    await analysed(orderId);
    await others.tellAgainAndAgain(others.answer, orderId, ['money', 'stock', 'label']);
    const [{ trigger_id: triggerId } = { trigger_id: '' }] = await triggersOf(orderId);
    const group = new GroupCommit(pool);
    await group.submit({
      reads: [],
      decide: (unit) => unit.append(intents, intentOf({ orderId, trigger: 'cancelled', triggerId })),
    });
    await pool.query('UPDATE intents SET due_at = now()');
    await shop.settled();
    expect(await analysesOf(orderId)).toHaveLength(1);
  });

  it('is analysed by another process when the one that was at it dies', async () => {
    const orderId = await place();
    const group = new GroupCommit(pool);
    const wish = { orderId, trigger: 'cancelled', triggerId: newId() } as const;
    await group.submit({ reads: [], decide: (unit) => unit.append(intents, intentOf(wish)) });
    await pool.query(`UPDATE intents SET attempts = 1, due_at = now() + interval '300 milliseconds'`);
    await analysed(orderId);
    expect(await triggersOf(orderId)).toEqual([{ trigger_id: wish.triggerId }]);
  });
});

describe('an order that goes well', () => {
  it('is analysed above the amount that is set, and not below', async () => {
    const [small, large] = [await place(1), await place(3)];
    for (const orderId of [small, large]) await others.tellAll(others.step, orderId);
    await analysed(large);
    expect(await analysesOf(large)).toMatchObject([{ trigger: 'amount' }]);
    await shop.settled();
    expect(await analysesOf(small)).toEqual([]);
  });

  it('is not analysed when its customer cancels it', async () => {
    const orderId = await place();
    await shop.request(`POST /orders/${orderId}/cancel`);
    await others.tellAll(others.answer, orderId);
    await shop.publishedTypes(orderId);
    await shop.settled();
    expect(await analysesOf(orderId)).toEqual([]);
  });
});

describe('an order that stands still', () => {
  const config = { AUTOMATIC_ANALYSES: true } as never;
  const look = async () => {
    // As two replicas would: both at once.
    const watches = [1, 2].map(() => new StuckOrders(pool, new GroupCommit(pool), config));
    await Promise.all(watches.map((watch) => watch.look()));
    await pool.query('UPDATE intents SET due_at = now()');
    await shop.settled();
  };
  const standsStill = async (orderId: string) => {
    const earlier = `now() - interval '61 seconds'`;
    await shop.query(`UPDATE saga_timeline SET at = ${earlier} WHERE order_id = $1`, [orderId]);
    await shop.query(`UPDATE order_views SET updated_at = ${earlier} WHERE id = $1`, [orderId]);
  };

  it('is analysed once for each time that it does, however often it is found', async () => {
    const [stuck, running] = [await place(), await place()];
    await standsStill(stuck);
    await look();
    await look();
    expect(await analysesOf(stuck)).toMatchObject([{ trigger: 'stuck' }]);
    expect((await analysesOf(stuck))[0]?.findings.map(({ code }) => code)).toContain('stuck');
    expect(await analysesOf(running)).toEqual([]);
    await shop.tell(others.step('stock', stuck));
    await look();
    expect(await analysesOf(stuck)).toHaveLength(1);
    await standsStill(stuck);
    await look();
    expect(await analysesOf(stuck)).toHaveLength(2);
  });

  it('does not matter any more when it has ended', async () => {
    const orderId = await place();
    await others.tellAll(others.step, orderId);
    await standsStill(orderId);
    await look();
    expect(await analysesOf(orderId)).toEqual([]);
  });
});
