import { newId } from '@shop/kernel';
import { customerId } from '@shop/service-testing';
import { FactsUnderTest } from '../../testing/facts-under-test.js';
import { orderOf, usd } from '../../testing/order-requests.js';
import { placeOrder, product } from '../../testing/order-under-test.js';

jest.setTimeout(40_000);

let bench: FactsUnderTest;
let orderId: string;
beforeAll(async () => {
  bench = await FactsUnderTest.start();
  await bench.shop.tell(product('TEA', 1800));
  orderId = await placeOrder(bench.shop, orderOf(['TEA', 2]));
});
afterAll(() => bench.stop());
beforeEach(() => {
  bench.says.clear();
  bench.asked.length = 0;
});

const { signal } = new AbortController();
const owner = () => bench.as(customerId, 'customer');
const support = () => bench.as(newId(), 'support');
const admin = () => bench.as(newId(), 'admin');
const payment = { id: newId(), status: 'captured', amount: usd(3600), refundedAmount: usd(0), attempts: 2 };

describe('what other services know', () => {
  it('is asked of them with the token of whoever asks us', async () => {
    bench.says.set(`/orders/${orderId}/payment`, { body: { ...payment, card: '4242' } });
    const { id, ...rest } = payment;
    expect(await owner().payment(orderId, signal)).toEqual({ evidence: `payment:${id}`, ...rest });
    expect(bench.asked).toEqual([{ path: `/orders/${orderId}/payment`, token: `Bearer token of ${customerId}` }]);
  });

  it('is nothing where they know of nothing', async () => {
    expect(await owner().payment(orderId, signal)).toBeNull();
    expect(await owner().shipment(orderId, signal)).toBeNull();
    expect(await owner().stock(['TEA'], signal)).toEqual([]);
  });

  it('is refused where they refuse it, and missing where they fail or talk nonsense', async () => {
    const path = `/orders/${orderId}/payment`;
    for (const [said, kind] of [
      [{ status: 403 }, 'forbidden'],
      [{ status: 401 }, 'forbidden'],
      [{ status: 500 }, 'unavailable'],
      [{ body: { id: 7 } }, 'unavailable'],
    ] as const) {
      bench.says.set(path, said);
      await expect(owner().payment(orderId, signal)).rejects.toMatchObject({ kind });
    }
  });

  it('is not waited for: who hangs is left out within moments', async () => {
    bench.says.set(`/orders/${orderId}/shipment`, 'silence');
    const before = Date.now();
    await expect(owner().shipment(orderId, signal)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(Date.now() - before).toBeLessThan(3_000);
  });

  it('is the level of the stock for the staff, and what the catalogue says for others', async () => {
    bench.says.set('/products/TEA/stock', { body: { onHand: 5, reserved: 2, available: 3 } });
    const listed = { sku: 'TEA', name: 'Tea', category: 'Tea', price: usd(1800), available: 3, discontinued: false };
    bench.says.set('/products/TEA', { body: listed });
    const known = { evidence: 'stock:TEA', sku: 'TEA', available: 3 };
    expect(await support().stock(['TEA', 'NONE', 'TEA'], signal)).toEqual([{ ...known, onHand: 5, reserved: 2 }]);
    expect(await owner().stock(['TEA'], signal)).toEqual([{ ...known, onHand: null, reserved: null }]);
  });

  it('to an analysis that nobody asked for, is what anybody may know', async () => {
    const facts = bench.facts.automatic();
    const listed = { sku: 'TEA', name: 'Tea', category: 'Tea', price: usd(1800), available: 3, discontinued: false };
    bench.says.set('/products/TEA', { body: listed });
    expect(await facts.stock(['TEA'], signal)).toMatchObject([{ available: 3, onHand: null }]);
    await expect(facts.payment(orderId, signal)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(await facts.order(orderId, signal)).toMatchObject({ orderId });
    expect(await facts.circuits(signal)).toContainEqual(expect.objectContaining({ name: 'facts.payment-service' }));
    expect(bench.asked).toEqual([{ path: '/products/TEA', token: undefined }]);
  });
});

describe('what has failed', () => {
  const letter = (id: string) => ({
    id,
    service: 'payment-service',
    status: 'open',
    kind: 'shop.order.placed.v1',
    handler: 'PaymentConsumers.onOrderPlaced',
    eventId: newId(),
    correlationId: orderId,
    traceId: null,
    error: { class: 'Error', code: 'x', message: 'no mailbox ada@example.test' },
    attempts: 3,
    redrives: 0,
    origin: { topic: 't', partition: 0, offset: '1' },
    firstFailedAt: '2026-11-21T08:00:00.000Z',
    lastFailedAt: '2026-11-21T08:00:00.000Z',
    decision: null,
    message: { key: orderId, headers: {} },
  });

  it('are the dead letters of an order, own and others’, without what is personal in them', async () => {
    const own = newId();
    await bench.shop.query(
      `INSERT INTO dead_letters (id, kind, handler, error, attempts, redrives, origin, key, headers, value, value_dropped, first_failed_at, last_failed_at)
       SELECT id, 'k', 'h', '{"class":"Error","code":"c","message":"m"}', 1, 0, '{}', '""', json_build_object('ce_correlationid', about), '""', false, now(), now()
       FROM (VALUES ($1::uuid, $2::text), ($3::uuid, 'another order')) AS letters (id, about)`,
      [own, orderId, newId()],
    );
    bench.says.set('/admin/dead-letters', {
      body: { items: [letter('payment-service.1')], nextCursor: null, degraded: [] },
    });
    const found = await admin().deadLetters(orderId, 3, signal);
    expect(found.slice(0, 2)).toMatchObject([
      { evidence: `dead-letter:order-service.${own}`, service: 'order-service', status: 'open', error: 'c: m' },
      { evidence: 'dead-letter:payment-service.1', service: 'payment-service', attempts: 3 },
    ]);
    expect(JSON.stringify(found)).not.toContain('example.test');
    expect(bench.asked[0]?.path).toBe(`/admin/dead-letters?correlationId=${orderId}&limit=3`);
    expect(found).toHaveLength(3);
  });

  it('are the circuits of all that answer', async () => {
    const counts = { running: { now: 0, limit: 1 }, queued: { now: 0, limit: 1 }, calls: {}, retries: 0 };
    const provider = {
      service: 'payment-service',
      name: 'payment-provider',
      circuit: 'open',
      reopensInMs: 5,
      opened: 2,
    };
    bench.says.set('/admin/circuits', { body: { items: [{ ...provider, ...counts }], degraded: [] } });
    const found = await support().circuits(signal);
    expect(found.filter(({ name }) => name === 'payment-provider')).toEqual([
      {
        evidence: 'circuit:payment-service/payment-provider',
        service: 'payment-service',
        name: 'payment-provider',
        state: 'open',
        opened: 2,
      },
    ]);
    expect(found.map(({ name }) => name)).toContain('facts.shipping-service');
  });
});
