import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { ListeningCarrier } from './testing/listening-carrier.js';
import { cancellationRecord, paidRecord, placedRecord } from './testing/order-events.js';
import { startShipping } from './testing/shipping-under-test.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
let carrier: ListeningCarrier;
beforeAll(async () => ({ shop, carrier } = await startShipping()));
afterAll(() => shop.stop());

const admin = { id: 'root', as: ['admin'] } as const;
const shipmentOf = (orderId: string, options = {}) => shop.request(`GET /orders/${orderId}/shipment`, options);
const advance = (shipmentId: string) => shop.request(`POST /shipments/${shipmentId}/advance`, admin);
const instant = expect.stringMatching(/^\d{4}-.*Z$/) as string;
const steps = (...statuses: string[]) => statuses.map((status) => ({ at: instant, status }));

async function labelled() {
  const orderId = newId();
  await shop.tell(placedRecord(orderId), paidRecord(orderId));
  await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(1));
  return { orderId, shipmentId: String(shop.publishedFor(orderId)[0]?.data['shipmentId']) };
}

describe('GET /orders/:id/shipment', () => {
  it('shows the shipment to its owner, support and admin; to others it does not exist', async () => {
    const { orderId, shipmentId } = await labelled();
    const { status, json } = await shipmentOf(orderId);
    expect([status, json]).toEqual([
      200,
      {
        id: shipmentId,
        status: 'created',
        carrier: 'Speedy Express',
        trackingNumber: expect.stringMatching(/^SPX\d+$/) as string,
        events: steps('created'),
      },
    ]);
    expect((await shipmentOf(orderId, { id: 'sam', as: ['support'] })).json).toEqual(json);
    expect((await shipmentOf(orderId, admin)).json).toEqual(json);
    const refused = await shipmentOf(orderId, { id: 'eve' });
    expect([refused.status, refused.json['type']]).toEqual([404, expect.stringContaining('shipment.not-found')]);
  });

  it('is 404 for an order never seen, and while there is no label', async () => {
    const [unknown, unpaid, undeliverable] = [newId(), newId(), newId()];
    await shop.tell(placedRecord(unpaid), placedRecord(undeliverable, '00000'), paidRecord(undeliverable));
    await shop.settled();
    for (const orderId of [unknown, unpaid, undeliverable]) expect((await shipmentOf(orderId)).status).toBe(404);
  });
});

describe('POST /shipments/:id/advance', () => {
  it('sends the parcel, then delivers it, and tells the world of each once', async () => {
    const { orderId, shipmentId } = await labelled();
    expect(await advance(shipmentId)).toMatchObject({
      status: 200,
      json: { id: shipmentId, status: 'in_transit', events: steps('created', 'in_transit') },
    });
    const delivered = await advance(shipmentId);
    expect(delivered.json).toMatchObject({ status: 'delivered', events: steps('created', 'in_transit', 'delivered') });
    expect((await shipmentOf(orderId)).json).toEqual(delivered.json);
    const again = await advance(shipmentId);
    expect([again.status, again.json['type']]).toEqual([409, expect.stringContaining('shipment.cannot-advance')]);
    await shop.settled();
    const [created, ...progress] = shop.publishedFor(orderId);
    expect(progress.map(({ type }) => type)).toEqual(['shop.shipment.dispatched.v1', 'shop.shipment.delivered.v1']);
    for (const { data } of progress) expect(data).toEqual(created?.data);
  });

  it('moves one step for each of several who ask at once, and refuses the rest', async () => {
    const { shipmentId } = await labelled();
    const answers = await Promise.all([1, 2, 3, 4].map(() => advance(shipmentId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 409, 409]);
  });

  it('is refused for a cancelled shipment', async () => {
    const { orderId, shipmentId } = await labelled();
    await shop.tell(cancellationRecord(orderId));
    expect((await advance(shipmentId)).status).toBe(409);
    await shop.settled();
    expect((await advance(shipmentId)).status).toBe(409);
    const { json } = await shipmentOf(orderId);
    expect(json).toMatchObject({ status: 'cancelled', events: steps('created', 'cancelled') });
  });

  it('calls back a parcel that was on its way when the cancellation came', async () => {
    const { orderId, shipmentId } = await labelled();
    await advance(shipmentId);
    await shop.tell(cancellationRecord(orderId));
    await shop.settled();
    expect(carrier.labelsOf(orderId)).toEqual(['void']);
    expect(shop.publishedFor(orderId).map(({ type }) => type)).toEqual([
      'shop.shipment.created.v1',
      'shop.shipment.dispatched.v1',
      'shop.shipment.cancelled.v1',
    ]);
  });

  it('is for admin, of a shipment that exists', async () => {
    const { shipmentId } = await labelled();
    const path = `/shipments/${shipmentId}/advance`;
    expect((await shop.request(`POST ${path}`)).status).toBe(403);
    expect((await shop.request(`POST ${path}`, { id: 'sam', as: ['support'] })).status).toBe(403);
    expect((await advance(newId())).status).toBe(404);
  });
});
