import { newId } from '@shop/kernel';
import { eventually, gate } from '@shop/messaging/testing';
import { ShippingUnderTest } from './testing/shipping-under-test.js';

jest.setTimeout(40_000);

let shop: ShippingUnderTest;
beforeAll(async () => (shop = await ShippingUnderTest.start()));
afterAll(() => shop.stop());
beforeEach(() => {
  shop.carrier.beforeAnswer = async () => undefined;
  shop.carrier.refuses = () => undefined;
});

const types = (orderId: string) => shop.publishedFor(orderId).map(({ type }) => type);
const created = 'shop.shipment.created.v1';
const rejected = 'shop.shipment.rejected.v1';
const cancelled = 'shop.shipment.cancelled.v1';

async function labelled(): Promise<string> {
  const orderId = newId();
  await shop.tell(shop.placed(orderId), shop.paid(orderId));
  await shop.settled();
  expect(types(orderId)).toEqual([created]);
  return orderId;
}

/** The carrier keeps its answer about this order to itself until the test opens the gate. */
function holdBack(orderId: string) {
  const { opened, open } = gate();
  shop.carrier.beforeAnswer = ({ body }) => (body['reference'] === orderId ? opened : Promise.resolve());
  return open;
}

describe('a label', () => {
  it('is made once the order is known and paid, whichever comes first', async () => {
    const [orderFirst, moneyFirst] = [newId(), newId()];
    await shop.tell(shop.placed(orderFirst), shop.paid(moneyFirst));
    await shop.settled();
    expect([shop.carrier.asksFor(orderFirst), shop.carrier.asksFor(moneyFirst)]).toEqual([[], []]);
    const payment = shop.paid(orderFirst);
    await shop.tell(payment, shop.placed(moneyFirst));
    await shop.settled();
    expect([types(orderFirst), types(moneyFirst)]).toEqual([[created], [created]]);
    const [event] = shop.publishedFor(orderFirst);
    expect(event).toMatchObject({ correlationId: orderFirst, causationId: payment.headers['ce_id'] });
    expect(event?.data).toMatchObject({ orderId: orderFirst, carrier: 'Speedy Express' });
    expect(shop.carrier.asksFor(orderFirst)[0]?.body).toMatchObject({
      reference: orderFirst,
      address: { name: 'Ada Lovelace', postalCode: 'SW1Y 4JH' },
      parcels: [{ sku: 'NW-001', quantity: 2 }],
    });
  });

  it('is made once although every event comes again', async () => {
    const orderId = newId();
    const events = [shop.placed(orderId), shop.paid(orderId)];
    // The same events again, and the same news under other ids.
    await shop.tell(...events, ...events, shop.placed(orderId), shop.paid(orderId));
    await shop.settled();
    expect([types(orderId), shop.carrier.asksFor(orderId).length]).toEqual([[created], 1]);
  });

  it('is asked for again under the same key while the carrier answers 503', async () => {
    const orderId = newId();
    shop.carrier.refuses = () => (shop.carrier.asksFor(orderId).length < 3 ? 503 : undefined);
    await shop.tell(shop.placed(orderId), shop.paid(orderId));
    await shop.settled();
    expect(types(orderId)).toEqual([created]);
    const keys = shop.carrier.asksFor(orderId).map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
    expect(shop.carrier.labelsOf(orderId)).toEqual(['valid']);
  });

  it('is not made where nobody delivers', async () => {
    const orderId = newId();
    await shop.tell(shop.placed(orderId, '00000'), shop.paid(orderId));
    await shop.settled();
    expect(types(orderId)).toEqual([rejected]);
    expect(shop.publishedFor(orderId)[0]?.data).toMatchObject({ orderId, reason: 'Nobody goes there.' });
    expect(shop.carrier.asksFor(orderId)).toHaveLength(1);
  });
});

describe('a cancellation', () => {
  it('voids the label and answers once, after the carrier has confirmed', async () => {
    const orderId = await labelled();
    const { opened, open } = gate();
    shop.carrier.beforeAnswer = ({ path }) => (path.endsWith('/void') ? opened : Promise.resolve());
    const cancellation = shop.cancelled(orderId);
    await shop.tell(cancellation, cancellation, shop.cancelled(orderId));
    await eventually(() => expect(shop.carrier.labelsOf(orderId)).toEqual(['void']));
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
    const voids = () => shop.carrier.requests.filter(({ path }) => path.endsWith('/void'));
    const before = voids().length;
    shop.carrier.refuses = ({ path }) => (path.endsWith('/void') && voids().length < before + 4 ? 500 : undefined);
    await shop.tell(shop.cancelled(orderId));
    await shop.settled();
    expect([types(orderId), shop.carrier.labelsOf(orderId)]).toEqual([[created, cancelled], ['void']]);
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
    await shop.tell(shop.placed(orderId), shop.paid(orderId));
    await eventually(() => expect(shop.carrier.asksFor(orderId)).toHaveLength(1));
    await shop.tell(shop.cancelled(orderId));
    expect([types(orderId), shop.carrier.labelsOf(orderId)]).toEqual([[], ['valid']]);
    open();
    await shop.settled();
    expect([types(orderId), shop.carrier.labelsOf(orderId)]).toEqual([[created, cancelled], ['void']]);
  });

  it('waits for a label that is then refused, and answers that there is none', async () => {
    const orderId = newId();
    const open = holdBack(orderId);
    await shop.tell(shop.placed(orderId, '00000'), shop.paid(orderId));
    await eventually(() => expect(shop.carrier.asksFor(orderId)).toHaveLength(1));
    await shop.tell(shop.cancelled(orderId));
    expect(types(orderId)).toEqual([]);
    open();
    await shop.settled();
    expect(types(orderId)).toEqual([rejected, cancelled]);
    expect(shop.publishedFor(orderId)[1]?.data).toEqual({ orderId, shipmentId: null });
  });

  it.each([
    ['never seen', (_: string) => []],
    ['not paid', (orderId: string) => [shop.placed(orderId)]],
    ['paid and not known', (orderId: string) => [shop.paid(orderId)]],
  ])('of an order %s is answered at once, and no label is made later', async (_, before) => {
    const orderId = newId();
    await shop.tell(...before(orderId));
    await shop.tell(shop.cancelled(orderId));
    await shop.settled();
    expect(types(orderId)).toEqual([cancelled]);
    expect(shop.publishedFor(orderId)[0]?.data).toEqual({ orderId, shipmentId: null });
    await shop.tell(shop.placed(orderId), shop.paid(orderId), shop.cancelled(orderId));
    await shop.settled();
    expect([types(orderId), shop.carrier.asksFor(orderId)]).toEqual([[cancelled], []]);
  });

  it('of a rejected shipment is answered with nothing', async () => {
    const orderId = newId();
    await shop.tell(shop.placed(orderId, '00000'), shop.paid(orderId));
    await shop.settled();
    await shop.tell(shop.cancelled(orderId), shop.cancelled(orderId));
    await shop.settled();
    expect(types(orderId)).toEqual([rejected, cancelled]);
    expect(shop.publishedFor(orderId)[1]?.data).toEqual({ orderId, shipmentId: null });
  });
});
