import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { ListeningProvider } from './testing/listening-provider.js';
import { cancellationRecord, placedRecord, reservedRecord } from './testing/order-events.js';
import { startPayment } from './testing/payment-under-test.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
let provider: ListeningProvider;
beforeAll(async () => ({ shop, provider } = await startPayment()));
afterAll(() => shop.stop());

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

async function paid(): Promise<{ readonly orderId: string; readonly paymentId: string }> {
  const orderId = newId();
  await shop.send(placedRecord(orderId), reservedRecord(orderId));
  await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(1));
  return { orderId, paymentId: String(shop.publishedFor(orderId)[0]?.data['paymentId']) };
}

const refund = (paymentId: string, body: object, key?: string, id = 'sam') => {
  const keyed = key !== undefined && { headers: { 'idempotency-key': key } };
  return shop.request(`POST /payments/${paymentId}/refunds`, { id, as: ['support'], body, ...keyed });
};

describe('GET /orders/:id/payment', () => {
  it('shows the payment to its owner, support and admin; to others it does not exist', async () => {
    const { orderId, paymentId } = await paid();
    const path = `/orders/${orderId}/payment`;
    const answer = { id: paymentId, status: 'captured', amount: usd(3600), refundedAmount: usd(0), attempts: 1 };
    const { status, json } = await shop.request(`GET ${path}`);
    expect([status, json]).toEqual([200, answer]);
    expect((await shop.request(`GET ${path}`, { id: 'sam', as: ['support'] })).json).toEqual(answer);
    expect((await shop.request(`GET ${path}`, { id: 'root', as: ['admin'] })).json).toEqual(answer);
    expect((await shop.request(`GET ${path}`, { id: 'eve' })).status).toBe(404);
  });

  it('is 404 for an order never seen, and while nobody has been asked for money', async () => {
    const orderId = newId();
    expect((await shop.request(`GET /orders/${orderId}/payment`)).status).toBe(404);
    await shop.send(placedRecord(orderId));
    const rows = () => shop.query('SELECT 1 FROM payments WHERE order_id = $1', [orderId]);
    await eventually(async () => expect(await rows()).toHaveLength(1));
    expect((await shop.request(`GET /orders/${orderId}/payment`)).status).toBe(404);
  });

  it('calls a charge without an answer authorized, and a refused one declined', async () => {
    const [outage, refused] = [newId(), newId()];
    provider.refuses = ({ body }) => (body['reference'] === outage ? 503 : undefined);
    await shop.send(placedRecord(outage), reservedRecord(outage));
    await shop.send(placedRecord(refused, 'tok_declined'), reservedRecord(refused));
    await eventually(async () => {
      const { json } = await shop.request(`GET /orders/${outage}/payment`);
      expect(json).toMatchObject({ status: 'authorized' });
      expect(json['attempts']).toBeGreaterThan(1);
      expect((await shop.request(`GET /orders/${refused}/payment`)).json).toMatchObject({ status: 'declined' });
    });
    provider.refuses = () => undefined;
    await eventually(() => expect(shop.publishedFor(outage)).toHaveLength(1));
  });
});

describe('POST /payments/:id/refunds', () => {
  it('gives back a part, then the rest; each is published when the provider has confirmed it', async () => {
    const { orderId, paymentId } = await paid();
    const part = await refund(paymentId, { amountMinor: 600, reason: 'late parcel' });
    expect(part).toMatchObject({ status: 201, json: { paymentId, amount: usd(600), reason: 'late parcel' } });
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(2));
    const goodwill = { orderId, paymentId, cause: 'goodwill' };
    expect(shop.publishedFor(orderId)[1]?.data).toEqual({ ...goodwill, amount: usd(600), refundedTotal: usd(600) });
    const shown = await shop.request(`GET /orders/${orderId}/payment`);
    expect(shown.json).toMatchObject({ status: 'partially_refunded', refundedAmount: usd(600) });
    const rest = await refund(paymentId, { reason: 'lost parcel' });
    expect(rest).toMatchObject({ status: 201, json: { amount: usd(3000) } });
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(3));
    expect(shop.publishedFor(orderId)[2]?.data).toEqual({ ...goodwill, amount: usd(3000), refundedTotal: usd(3600) });
    expect((await shop.request(`GET /orders/${orderId}/payment`)).json).toMatchObject({ status: 'refunded' });
    expect(provider.heldFor(orderId)).toBe(0);
  });

  it('refuses more than is left, counting refunds that the provider has not confirmed, however many ask at once', async () => {
    const { orderId, paymentId } = await paid();
    provider.refuses = ({ path }) => (path === '/payments/refunds' ? 503 : undefined);
    const answers = await Promise.all([1, 2, 3].map(() => refund(paymentId, { amountMinor: 2000, reason: 'sorry' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const problem = answers.find(({ status }) => status === 409)?.json;
    expect(problem?.['type']).toContain('payment.refund-exceeds');
    provider.refuses = () => undefined;
    await eventually(() => expect(provider.heldFor(orderId)).toBe(1600));
  });

  it('gives the same refund for the same key, at once, later, and to a colleague who asks again', async () => {
    const { orderId, paymentId } = await paid();
    const body = { amountMinor: 600, reason: 'late parcel' };
    const atOnce = await Promise.all([1, 2, 3].map(() => refund(paymentId, body, 'key-1')));
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(2));
    const later = await refund(paymentId, body, 'key-1', 'kim');
    const answers = [...atOnce, later].map(({ status, json }) => [status, json]);
    expect(answers).toEqual(Array(4).fill([201, atOnce[0]?.json]));
    expect(provider.heldFor(orderId)).toBe(3000);
    const all = await refund(paymentId, { reason: 'lost' }, 'key-2');
    expect(all.json['amount']).toEqual(usd(3000));
    expect((await refund(paymentId, { reason: 'lost' }, 'key-2')).json).toEqual(all.json);
  });

  it('refuses another request under a key that is taken, and keeps keys of payments apart', async () => {
    const [{ paymentId }, other] = [await paid(), await paid()];
    await refund(paymentId, { amountMinor: 600, reason: 'sorry' }, 'key-1');
    for (const body of [
      { amountMinor: 601, reason: 'sorry' },
      { amountMinor: 600, reason: 'so sorry' },
      { reason: 'sorry' },
    ]) {
      const { status, json } = await refund(paymentId, body, 'key-1');
      expect([status, json['type']]).toEqual([422, expect.stringContaining('idempotency.key-reused')]);
    }
    expect((await refund(other.paymentId, { amountMinor: 601, reason: 'sorry' }, 'key-1')).status).toBe(201);
    expect((await refund(paymentId, { reason: 'sorry' }, 'no key ')).status).toBe(400);
  });

  it('is for support and admin, of a payment that exists, with a reason', async () => {
    const { paymentId } = await paid();
    const body = { reason: 'sorry' };
    expect((await shop.request(`POST /payments/${paymentId}/refunds`, { body })).status).toBe(403);
    expect((await refund(newId(), body)).status).toBe(404);
    expect((await refund(paymentId, {})).status).toBe(400);
    expect((await refund(paymentId, { ...body, amountMinor: 0 })).status).toBe(400);
    expect((await refund(paymentId, { ...body, amount: 5 })).status).toBe(400);
  });
});

describe('the ledger', () => {
  it('balances, and says what payments and provider say', async () => {
    const { orderId, paymentId } = await paid();
    await refund(paymentId, { amountMinor: 600, reason: 'sorry' });
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(2));
    await shop.send(cancellationRecord(orderId));
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(3));
    await refund((await paid()).paymentId, { amountMinor: 1, reason: 'sorry' });
    await eventually(async () => expect(await shop.query('SELECT id FROM intents')).toEqual([]));

    const unbalanced = await shop.query(`
      SELECT transaction_id FROM ledger_entries GROUP BY transaction_id
      HAVING sum(debit_minor - credit_minor) <> 0 OR count(*) <> 2`);
    expect(unbalanced).toEqual([]);
    const compared = await shop.query<{ order_id: string; ours: string; ledger: string }>(`
      SELECT p.order_id, CASE charge_status WHEN 'captured' THEN amount_minor ELSE 0 END - refunded_minor AS ours,
        coalesce((SELECT sum(debit_minor - credit_minor) FROM ledger_entries l
          WHERE l.order_id = p.order_id AND account = 'provider'), 0) AS ledger
      FROM payments p`);
    expect(compared.length).toBeGreaterThan(3);
    for (const { order_id, ours, ledger } of compared) {
      expect([Number(ours), Number(ledger)]).toEqual([provider.heldFor(order_id), provider.heldFor(order_id)]);
    }
  });

  it('cannot be changed', async () => {
    await paid();
    await expect(shop.query('UPDATE ledger_entries SET debit_minor = 1')).rejects.toThrow('append-only');
    await expect(shop.query('DELETE FROM ledger_entries')).rejects.toThrow('append-only');
  });
});
