import { cancellationStarted, orderPlaced, paymentCaptured, shipmentDispatched } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { customerId, news } from '@shop/service-testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { Pool } from 'pg';
import { ShipmentStore } from '../shipment.store.js';
import type { ListeningCarrier } from '../testing/listening-carrier.js';
import { startShipping } from '../testing/shipping-under-test.js';
import { askAgain, withoutLabel } from './ask-again.js';
import { readoptProgress } from './readopt-progress.js';

jest.setTimeout(60_000);

let shop: ServiceUnderTest;
let carrier: ListeningCarrier;
let pool: Pool;
let store: ShipmentStore;
beforeAll(async () => {
  ({ shop, carrier } = await startShipping());
  pool = new Pool({ connectionString: shop.databaseUrl, max: 2, pipeline: true });
  store = new ShipmentStore(new GroupCommit(pool));
});
afterAll(async () => {
  await pool.end();
  await shop.stop();
});

const placed = (orderId: string) => news(orderPlaced, { orderId, customerId });
const paid = (orderId: string) => news(paymentCaptured, { orderId });
const cancelled = (orderId: string) => news(cancellationStarted, { orderId });
const { shippingAddress: address, items: parcels } = orderPlaced.example;
const known = (orderId: string) => new Map([[orderId, { customerId, address, parcels }]]);
const labelsOf = (orderId: string) =>
  carrier.requests.filter(({ path, body }) => path === '/carrier/labels' && body['reference'] === orderId);
const idOf = async (orderId: string) =>
  (await shop.query<{ shipment_id: string }>('SELECT shipment_id FROM shipments WHERE order_id = $1', [orderId]))[0]
    ?.shipment_id;

async function ship(orderId: string): Promise<void> {
  await shop.send(placed(orderId), paid(orderId));
  await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(1), 20_000);
  await shop.settled();
}

async function forget(orderId: string): Promise<void> {
  await pool.query('DELETE FROM shipments WHERE order_id = $1', [orderId]);
  await pool.query('DELETE FROM inbox');
}

describe('a shipping service whose database was restored to before a label', () => {
  it('asks for it again under the same key, for the same shipment, and says nothing new', async () => {
    const orderId = newId();
    await ship(orderId);
    const before = await idOf(orderId);
    await forget(orderId);
    await shop.tell(placed(orderId), paid(orderId));
    await shop.settled();
    expect(await idOf(orderId)).toBe(before);
    expect(labelsOf(orderId)).toHaveLength(2);
    expect(new Set(labelsOf(orderId).map(({ key }) => key)).size).toBe(1);
    expect(shop.publishedFor(orderId)).toHaveLength(1);
  });

  it('voids it although it hears of the cancellation before anything else', async () => {
    const orderId = newId();
    await ship(orderId);
    await forget(orderId);
    expect(await withoutLabel(pool, [orderId])).toEqual([orderId]);
    expect(await askAgain(store, [orderId], known(orderId))).toEqual([]);
    expect(await withoutLabel(pool, [orderId])).toEqual([]);
    await shop.tell(cancelled(orderId));
    await shop.tell(placed(orderId), paid(orderId));
    await eventually(() => expect(shop.publishedFor(orderId)).toHaveLength(2), 20_000);
    expect(shop.publishedFor(orderId).at(-1)?.data).toMatchObject({ shipmentId: await idOf(orderId) });
    expect(carrier.requests.filter(({ path }) => path.endsWith('/void'))).toHaveLength(1);
  });

  it('names a label that belongs to no order', async () => {
    const orderId = newId();
    expect(await askAgain(store, [orderId], new Map())).toEqual([orderId]);
  });

  it('takes back that a parcel is on its way once its label is there', async () => {
    const orderId = newId();
    const said = [{ type: shipmentDispatched.type, subject: orderId, time: '2026-01-01T00:00:00.000Z' } as DomainEvent];
    expect(await readoptProgress(store, said)).toEqual({ steps: 0, waiting: [orderId] });
    await ship(orderId);
    expect(await readoptProgress(store, said)).toEqual({ steps: 1, waiting: [] });
    expect(await readoptProgress(store, said)).toEqual({ steps: 0, waiting: [] });
    const [row] = await shop.query('SELECT status FROM shipments WHERE order_id = $1', [orderId]);
    expect(row).toEqual({ status: 'in_transit' });
  });
});
