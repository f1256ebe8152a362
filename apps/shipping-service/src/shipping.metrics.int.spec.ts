import { newId } from '@shop/kernel';
import { expositionFaults } from '@shop/service-testing';
import { paidRecord, placedRecord } from './testing/order-events.js';
import { startShipping } from './testing/shipping-under-test.js';

it('exports what the catalogue of metrics says of it, and nothing that grows with its use', async () => {
  const { shop } = await startShipping();
  const orderId = newId();
  await shop.tell(placedRecord(orderId), paidRecord(orderId));
  await shop.settled();
  await shop.request(`GET /orders/${orderId}/shipment`);
  const figures = await shop.metrics();
  expect(expositionFaults('shipping-service', figures)).toEqual([]);
  expect(figures.value('outbound_call_duration_seconds_count', { target: 'carrier', outcome: 'succeeded' })).toBe(1);
  await shop.stop();
}, 40_000);
