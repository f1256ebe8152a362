import { GroupCommit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { customerId } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { Pool } from 'pg';
import type { KnownOrder } from '../domain/payment.js';
import { PaymentStore } from '../payment.store.js';
import type { ListeningProvider } from '../testing/listening-provider.js';
import { cancellationRecord, placedRecord, reservedRecord } from '../testing/order-events.js';
import { startPayment } from '../testing/payment-under-test.js';
import { askAgain } from './ask-again.js';

jest.setTimeout(60_000);

let shop: ServiceUnderTest;
let provider: ListeningProvider;
let pool: Pool;
beforeAll(async () => {
  ({ shop, provider } = await startPayment());
  pool = new Pool({ connectionString: shop.databaseUrl, max: 2, pipeline: true });
});
afterAll(async () => {
  await pool.end();
  await shop.stop();
});

const order: KnownOrder = { customerId, amount: { amountMinor: 3600, currency: 'USD' }, cardToken: 'tok_visa' };
const nobody = { placed: new Map<string, KnownOrder>(), cancelled: new Set<string>() };

async function pay(orderId: string): Promise<void> {
  await shop.send(placedRecord(orderId), reservedRecord(orderId));
  await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(1), 20_000);
}

const paymentOf = async (orderId: string) =>
  (await shop.query('SELECT payment_id, charge_id, charge_status FROM payments WHERE order_id = $1', [orderId]))[0];

/** As a database is that was restored to before the order; ledger rows cannot be deleted but by dropping the table's past. */
async function forget(orderId: string): Promise<void> {
  await pool.query('ALTER TABLE ledger_entries DISABLE TRIGGER ALL');
  await pool.query('DELETE FROM ledger_entries WHERE order_id = $1', [orderId]);
  await pool.query('DELETE FROM refunds WHERE order_id = $1', [orderId]);
  await pool.query('DELETE FROM payments WHERE order_id = $1', [orderId]);
  await pool.query('DELETE FROM inbox');
}

const bookOf = (orderId: string, refundedMinor = 0) => ({
  id: 'ch_x',
  reference: orderId,
  amountMinor: 3600,
  refundedMinor,
  currency: 'USD',
});
const recover = (orderId: string, refundedMinor = 0) =>
  askAgain(new PaymentStore(new GroupCommit(pool)), [bookOf(orderId, refundedMinor)], {
    ...nobody,
    placed: new Map([[orderId, order]]),
  });

describe('a payment service whose database was restored to before a charge', () => {
  it('asks for it again under the same key, and comes to the same payment, charge and event', async () => {
    const orderId = newId();
    await pay(orderId);
    const [before, said] = [await paymentOf(orderId), shop.publishedFor(orderId)[0]?.id];
    await forget(orderId);
    await shop.tell(placedRecord(orderId), reservedRecord(orderId));
    await shop.settled();
    await eventually(async () => expect(await paymentOf(orderId)).toEqual(before));
    const keys = provider.chargesOf(orderId).map(({ key }) => key);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(provider.heldFor(orderId)).toBe(3600);
    expect(shop.publishedFor(orderId).map(({ id }) => id)).toEqual([said]);
  });

  it('gives the money back although it hears of the cancellation before anything else', async () => {
    const orderId = newId();
    await pay(orderId);
    await forget(orderId);
    expect(await recover(orderId)).toEqual({ charges: 1, unknown: [], refunds: [] });
    await shop.tell(cancellationRecord(orderId));
    await shop.tell(placedRecord(orderId), reservedRecord(orderId));
    await eventually(() => expect(provider.heldFor(orderId)).toBe(0), 20_000);
    await eventually(() => {
      const { data } = shop.publishedFor(orderId).at(-1) ?? {};
      expect(data).toMatchObject({ amount: order.amount, cause: 'cancellation' });
    });
    expect(new Set(provider.chargesOf(orderId).map(({ key }) => key)).size).toBe(1);
  });

  it('refunds once what it had refunded already', async () => {
    const orderId = newId();
    await pay(orderId);
    await shop.send(cancellationRecord(orderId));
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(2), 20_000);
    const refunds = () => provider.requests.filter(({ path }) => path === '/payments/refunds');
    const key = refunds().at(-1)?.key;
    await forget(orderId);
    await recover(orderId, 3600);
    await shop.tell(cancellationRecord(orderId));
    await shop.settled();
    expect(refunds().at(-1)?.key).toBe(key);
    expect(provider.heldFor(orderId)).toBe(0);
    expect(shop.publishedFor(orderId)).toHaveLength(2);
  });
});

describe('going through the provider’s books', () => {
  it('finds nothing to do in a service that has forgotten nothing', async () => {
    const orderId = newId();
    await pay(orderId);
    expect(await recover(orderId)).toEqual({ charges: 0, unknown: [], refunds: [] });
  });

  it('names a charge that belongs to no order, and makes up no payment for it', async () => {
    const orderId = newId();
    const found = await askAgain(new PaymentStore(new GroupCommit(pool)), [bookOf(orderId)], nobody);
    expect(found).toEqual({ charges: 0, unknown: [orderId], refunds: [] });
    expect(await paymentOf(orderId)).toBeUndefined();
  });

  it('names a refund that somebody made by hand and that is forgotten; entered again it moves no money', async () => {
    const orderId = newId();
    await pay(orderId);
    const { payment_id: paymentId } = (await paymentOf(orderId)) as { payment_id: string };
    const body = { amountMinor: 600, reason: 'late parcel' };
    const refund = () => shop.request(`POST /payments/${paymentId}/refunds`, { id: 'sam', as: ['support'], body });
    await refund();
    await eventually(() => expect(provider.heldFor(orderId)).toBe(3000), 20_000);
    await shop.settled();
    await pool.query('DELETE FROM ledger_entries WHERE order_id = $1 AND transaction_id <> $2', [orderId, paymentId]);
    await pool.query('DELETE FROM refunds WHERE order_id = $1', [orderId]);
    await pool.query('UPDATE payments SET refunded_minor = 0 WHERE order_id = $1', [orderId]);
    expect(await recover(orderId, 600)).toEqual({ charges: 0, unknown: [], refunds: [{ orderId, missingMinor: 600 }] });
    await refund();
    await shop.settled();
    expect(provider.heldFor(orderId)).toBe(3000);
    expect(await recover(orderId, 600)).toMatchObject({ refunds: [] });
  });
});
