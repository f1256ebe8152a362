import { newId } from '@shop/kernel';
import type { BrokerRecord } from '@shop/messaging';
import type { ServiceUnderTest } from '@shop/service-testing';
import type { ListeningCarrier } from './testing/listening-carrier.js';
import { cancellationRecord, paidRecord, placedRecord } from './testing/order-events.js';
import { startShipping } from './testing/shipping-under-test.js';

jest.setTimeout(60_000);

let shop: ServiceUnderTest;
let carrier: ListeningCarrier;
beforeAll(async () => ({ shop, carrier } = await startShipping(2)));
afterAll(() => shop.stop());

const newOrders = () => Array.from({ length: 40 }, newId);
const types = (orderId: string) => shop.publishedFor(orderId).map(({ type }) => type);
const created = 'shop.shipment.created.v1';
const cancelled = 'shop.shipment.cancelled.v1';

/** Without a key the copies go to the partitions in turn, so both replicas get the same event, and at the same time. */
const toEveryReplica = (record: BrokerRecord) => [1, 2, 3].map(() => ({ ...record, key: null }));

it('has one label made for each order when every event reaches both replicas at a time', async () => {
  const orderIds = newOrders();
  // Opposite orders, so that they really get in each other's way.
  const orders = orderIds.flatMap((id) => toEveryReplica(placedRecord(id)));
  const payments = orderIds.toReversed().flatMap((id) => toEveryReplica(paidRecord(id)));
  await shop.tell(...orders, ...payments);
  await shop.settled();
  for (const orderId of orderIds) {
    expect([types(orderId), carrier.asksFor(orderId).length]).toEqual([[created], 1]);
  }
});

it('loses nothing when one replica hears of the order and the other of its money', async () => {
  const orderIds = newOrders();
  await shop.tell(...orderIds.map((id) => placedRecord(id)), ...orderIds.toReversed().map((id) => paidRecord(id)));
  await shop.settled();
  for (const orderId of orderIds) {
    expect([types(orderId), carrier.labelsOf(orderId)]).toEqual([[created], ['valid']]);
  }
});

it('answers each cancellation once and leaves no label when all three events come at a time', async () => {
  const orderIds = newOrders();
  const cancellations = orderIds.flatMap((id) => toEveryReplica(cancellationRecord(id)));
  await shop.tell(
    ...orderIds.map((id) => paidRecord(id)),
    ...cancellations,
    ...orderIds.toReversed().map((id) => placedRecord(id)),
  );
  await shop.settled();
  for (const orderId of orderIds) {
    expect(types(orderId).filter((type) => type === cancelled)).toEqual([cancelled]);
    expect(types(orderId).at(-1)).toBe(cancelled);
    expect(carrier.labelsOf(orderId)).not.toContain('valid');
  }
});
