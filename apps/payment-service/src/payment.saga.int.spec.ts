import { newId } from '@shop/kernel';
import { eventually, gate } from '@shop/messaging/testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { ListeningProvider } from './testing/listening-provider.js';
import { cancellationRecord, placedRecord, reservedRecord } from './testing/order-events.js';
import { startPayment } from './testing/payment-under-test.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
let provider: ListeningProvider;
beforeAll(async () => ({ shop, provider } = await startPayment()));
afterAll(() => shop.stop());
beforeEach(() => provider.behave());

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const types = (orderId: string) => shop.publishedFor(orderId).map(({ type }) => type);
const captured = 'shop.payment.captured.v1';
const declined = 'shop.payment.declined.v1';
const refunded = 'shop.payment.refunded.v1';

async function paid(): Promise<string> {
  const orderId = newId();
  await shop.send(placedRecord(orderId), reservedRecord(orderId));
  await eventually(() => expect(types(orderId)).toEqual([captured]));
  return orderId;
}

/** Once this later order is through, whatever the events before it were to cause has been caused. */
async function settled(): Promise<void> {
  await paid();
  await eventually(async () => expect(await shop.query('SELECT id FROM intents')).toEqual([]));
}

describe('the money of an order', () => {
  it('is taken once the order is known and its stock held, whichever comes first', async () => {
    const [orderFirst, stockFirst] = [newId(), newId()];
    await shop.send(placedRecord(orderFirst), reservedRecord(stockFirst));
    await settled();
    expect(provider.chargesOf(orderFirst)).toEqual([]);
    const reservation = reservedRecord(orderFirst);
    await shop.send(reservation, placedRecord(stockFirst));
    await eventually(() => expect([types(orderFirst), types(stockFirst)]).toEqual([[captured], [captured]]));
    const [event] = shop.publishedFor(orderFirst);
    expect(event?.data).toMatchObject({ orderId: orderFirst, amount: usd(3600) });
    expect(event).toMatchObject({ correlationId: orderFirst, causationId: reservation.headers['ce_id'] });
    expect(provider.heldFor(stockFirst)).toBe(3600);
  });

  it('is taken once although every event comes twice', async () => {
    const orderId = newId();
    const events = [placedRecord(orderId), reservedRecord(orderId)];
    // The same events again, and the same news under other ids.
    await shop.send(...events, ...events, placedRecord(orderId), reservedRecord(orderId));
    await eventually(() => expect(types(orderId)).toEqual([captured]));
    await settled();
    expect(provider.chargesOf(orderId)).toHaveLength(1);
    expect(types(orderId)).toEqual([captured]);
  });

  it('is not taken when the provider declines the card', async () => {
    const orderId = newId();
    await shop.send(placedRecord(orderId, 'tok_insufficient_funds'), reservedRecord(orderId));
    await eventually(() => expect(types(orderId)).toEqual([declined]));
    expect(shop.publishedFor(orderId)[0]?.data).toMatchObject({ amount: usd(3600), reason: 'insufficient_funds' });
  });

  it('is asked for again under the same key while the provider answers 503', async () => {
    const orderId = newId();
    provider.refuses = () => (provider.chargesOf(orderId).length < 3 ? 503 : undefined);
    await shop.send(placedRecord(orderId), reservedRecord(orderId));
    await eventually(() => expect(types(orderId)).toEqual([captured]));
    const keys = provider.chargesOf(orderId).map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
    const { json } = await shop.request(`GET /orders/${orderId}/payment`);
    expect(json).toMatchObject({ status: 'captured', attempts: 3 });
  });

  it('leaves no card token behind', async () => {
    const orderId = await paid();
    const rows = await shop.query<{ row: string }>('SELECT p::text AS row FROM payments p WHERE order_id = $1', [
      orderId,
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain('tok_visa');
  });
});

describe('a cancellation', () => {
  it('gives back what was taken and answers once, after the provider has confirmed', async () => {
    const orderId = await paid();
    const { opened, open } = gate();
    provider.beforeAnswer = ({ path }) => (path === '/payments/refunds' ? opened : Promise.resolve());
    const cancellation = cancellationRecord(orderId);
    await shop.send(cancellation, cancellation, cancellationRecord(orderId));
    await eventually(() => expect(provider.heldFor(orderId)).toBe(0));
    expect(types(orderId)).toEqual([captured]);
    open();
    await settled();
    expect(types(orderId)).toEqual([captured, refunded]);
    const { paymentId } = shop.publishedFor(orderId)[0]?.data ?? {};
    const answer = { orderId, paymentId, amount: usd(3600), refundedTotal: usd(3600), cause: 'cancellation' };
    expect(shop.publishedFor(orderId)[1]?.data).toEqual(answer);
  });

  it('waits for a charge under way, then gives it back', async () => {
    const orderId = newId();
    const { opened, open } = gate();
    provider.beforeAnswer = ({ body }) => (body['reference'] === orderId ? opened : Promise.resolve());
    await shop.send(placedRecord(orderId), reservedRecord(orderId));
    await eventually(() => expect(provider.chargesOf(orderId)).toHaveLength(1));
    await shop.send(cancellationRecord(orderId));
    const isCancelling = 'SELECT cancellation FROM payments WHERE order_id = $1';
    await eventually(async () => expect(await shop.query(isCancelling, [orderId])).toEqual([{ cancellation: 'open' }]));
    expect(types(orderId)).toEqual([]);
    open();
    await eventually(() => expect(types(orderId)).toEqual([captured, refunded]));
    expect(provider.heldFor(orderId)).toBe(0);
  });

  it('never gives up on a refund', async () => {
    const orderId = await paid();
    let refusals = 0;
    provider.refuses = ({ path }) => (path === '/payments/refunds' && refusals++ < 4 ? 500 : undefined);
    await shop.send(cancellationRecord(orderId));
    await eventually(() => expect(types(orderId)).toEqual([captured, refunded]));
    expect([refusals, provider.heldFor(orderId)]).toEqual([5, 0]);
  });

  it('of a declined payment is answered with nothing', async () => {
    const orderId = newId();
    await shop.send(
      placedRecord(orderId, 'tok_insufficient_funds'),
      reservedRecord(orderId),
      cancellationRecord(orderId),
    );
    await eventually(() => expect(types(orderId).at(-1)).toBe(refunded));
    expect(shop.publishedFor(orderId).at(-1)?.data).toMatchObject({ amount: usd(0), refundedTotal: usd(0) });
  });

  it('of an order never seen is answered with nothing, and no money is taken later', async () => {
    const orderId = newId();
    await shop.send(cancellationRecord(orderId));
    await eventually(() => expect(types(orderId)).toEqual([refunded]));
    const nothing = { amount: usd(0), refundedTotal: usd(0), cause: 'cancellation' };
    expect(shop.publishedFor(orderId)[0]?.data).toEqual({ orderId, paymentId: null, ...nothing });
    await shop.send(placedRecord(orderId), reservedRecord(orderId));
    await settled();
    expect(provider.chargesOf(orderId)).toEqual([]);
    expect(types(orderId)).toEqual([refunded]);
  });
});
