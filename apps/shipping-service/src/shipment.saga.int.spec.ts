import { newId } from '@shop/kernel';
import { eventually, gate } from '@shop/messaging/testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { ListeningCarrier } from './testing/listening-carrier.js';
import { cancellationRecord, paidRecord, placedRecord } from './testing/order-events.js';
import { startShipping } from './testing/shipping-under-test.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
let carrier: ListeningCarrier;
beforeAll(async () => ({ shop, carrier } = await startShipping()));
afterAll(() => shop.stop());
beforeEach(() => carrier.behave());

const types = (orderId: string) => shop.publishedFor(orderId).map(({ type }) => type);
const created = 'shop.shipment.created.v1';
const rejected = 'shop.shipment.rejected.v1';
const cancelled = 'shop.shipment.cancelled.v1';

async function labelled(): Promise<string> {
  const orderId = newId();
  await shop.tell(placedRecord(orderId), paidRecord(orderId));
  await shop.settled();
  expect(types(orderId)).toEqual([created]);
  return orderId;
}

/** The carrier keeps its answer about this order to itself until the test opens the gate. */
function holdBack(orderId: string) {
  const { opened, open } = gate();
  carrier.beforeAnswer = ({ body }) => (body['reference'] === orderId ? opened : Promise.resolve());
  return open;
}

describe('a label', () => {
  it('is made once the order is known and paid, whichever comes first', async () => {
    const [orderFirst, moneyFirst] = [newId(), newId()];
    await shop.tell(placedRecord(orderFirst), paidRecord(moneyFirst));
    await shop.settled();
    expect([carrier.asksFor(orderFirst), carrier.asksFor(moneyFirst)]).toEqual([[], []]);
    const payment = paidRecord(orderFirst);
    await shop.tell(payment, placedRecord(moneyFirst));
    await shop.settled();
    expect([types(orderFirst), types(moneyFirst)]).toEqual([[created], [created]]);
    const [event] = shop.publishedFor(orderFirst);
    expect(event).toMatchObject({ correlationId: orderFirst, causationId: payment.headers['ce_id'] });
    expect(event?.data).toMatchObject({ orderId: orderFirst, carrier: 'Speedy Express' });
    expect(carrier.asksFor(orderFirst)[0]?.body).toMatchObject({
      reference: orderFirst,
      address: { name: 'Ada Lovelace', postalCode: 'SW1Y 4JH' },
      parcels: [{ sku: 'NW-001', quantity: 2 }],
    });
  });

  it('is made once although every event comes again', async () => {
    const orderId = newId();
    const events = [placedRecord(orderId), paidRecord(orderId)];
    // The same events again, and the same news under other ids.
    await shop.tell(...events, ...events, placedRecord(orderId), paidRecord(orderId));
    await shop.settled();
    expect([types(orderId), carrier.asksFor(orderId).length]).toEqual([[created], 1]);
  });

  it('is asked for again under the same key while the carrier answers 503', async () => {
    const orderId = newId();
    carrier.refuses = () => (carrier.asksFor(orderId).length < 3 ? 503 : undefined);
    await shop.tell(placedRecord(orderId), paidRecord(orderId));
    await shop.settled();
    expect(types(orderId)).toEqual([created]);
    const keys = carrier.asksFor(orderId).map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
    expect(carrier.labelsOf(orderId)).toEqual(['valid']);
  });

  it('is not made where nobody delivers', async () => {
    const orderId = newId();
    await shop.tell(placedRecord(orderId, '00000'), paidRecord(orderId));
    await shop.settled();
    expect(types(orderId)).toEqual([rejected]);
    expect(shop.publishedFor(orderId)[0]?.data).toMatchObject({ orderId, reason: 'Nobody goes there.' });
    expect(carrier.asksFor(orderId)).toHaveLength(1);
  });
});

describe('a cancellation', () => {
  it('voids the label and answers once, after the carrier has confirmed', async () => {
    const orderId = await labelled();
    const { opened, open } = gate();
    carrier.beforeAnswer = ({ path }) => (path.endsWith('/void') ? opened : Promise.resolve());
    const cancellation = cancellationRecord(orderId);
    await shop.tell(cancellation, cancellation, cancellationRecord(orderId));
    await eventually(() => expect(carrier.labelsOf(orderId)).toEqual(['void']));
    expect(types(orderId)).toEqual([created]);
    open();
    await shop.settled();
    expect(types(orderId)).toEqual([created, cancelled]);
    const [first, last] = shop.publishedFor(orderId);
    expect(last?.data).toEqual({ orderId, shipmentId: first?.data['shipmentId'] });
    expect(last?.causationId).toBe(cancellation.headers['ce_id']);
  });

  it('never gives up on a label', async () => {
    const orderId = await labelled();
    const voids = () => carrier.requests.filter(({ path }) => path.endsWith('/void'));
    const before = voids().length;
    carrier.refuses = ({ path }) => (path.endsWith('/void') && voids().length < before + 4 ? 500 : undefined);
    await shop.tell(cancellationRecord(orderId));
    await shop.settled();
    expect([types(orderId), carrier.labelsOf(orderId)]).toEqual([[created, cancelled], ['void']]);
    expect(
      new Set(
        voids()
          .slice(before)
          .map(({ key }) => key),
      ).size,
    ).toBe(1);
  });

  it('waits for a label that is being made, then voids it', async () => {
    const orderId = newId();
    const open = holdBack(orderId);
    await shop.tell(placedRecord(orderId), paidRecord(orderId));
    await eventually(() => expect(carrier.asksFor(orderId)).toHaveLength(1));
    await shop.tell(cancellationRecord(orderId));
    expect([types(orderId), carrier.labelsOf(orderId)]).toEqual([[], ['valid']]);
    open();
    await shop.settled();
    expect([types(orderId), carrier.labelsOf(orderId)]).toEqual([[created, cancelled], ['void']]);
  });

  it('waits for a label that is then refused, and answers that there is none', async () => {
    const orderId = newId();
    const open = holdBack(orderId);
    await shop.tell(placedRecord(orderId, '00000'), paidRecord(orderId));
    await eventually(() => expect(carrier.asksFor(orderId)).toHaveLength(1));
    await shop.tell(cancellationRecord(orderId));
    expect(types(orderId)).toEqual([]);
    open();
    await shop.settled();
    expect(types(orderId)).toEqual([rejected, cancelled]);
    expect(shop.publishedFor(orderId)[1]?.data).toEqual({ orderId, shipmentId: null });
  });

  it.each([
    ['never seen', (_: string) => []],
    ['not paid', (orderId: string) => [placedRecord(orderId)]],
    ['paid and not known', (orderId: string) => [paidRecord(orderId)]],
  ])('of an order %s is answered at once, and no label is made later', async (_, before) => {
    const orderId = newId();
    await shop.tell(...before(orderId));
    await shop.tell(cancellationRecord(orderId));
    await shop.settled();
    expect(types(orderId)).toEqual([cancelled]);
    expect(shop.publishedFor(orderId)[0]?.data).toEqual({ orderId, shipmentId: null });
    await shop.tell(placedRecord(orderId), paidRecord(orderId), cancellationRecord(orderId));
    await shop.settled();
    expect([types(orderId), carrier.asksFor(orderId)]).toEqual([[cancelled], []]);
  });

  it('of a rejected shipment is answered with nothing', async () => {
    const orderId = newId();
    await shop.tell(placedRecord(orderId, '00000'), paidRecord(orderId));
    await shop.settled();
    await shop.tell(cancellationRecord(orderId), cancellationRecord(orderId));
    await shop.settled();
    expect(types(orderId)).toEqual([rejected, cancelled]);
    expect(shop.publishedFor(orderId)[1]?.data).toEqual({ orderId, shipmentId: null });
  });
});
