import { newId } from '@shop/kernel';
import { expositionFaults } from '@shop/service-testing';
import { placedRecord } from './testing/order-events.js';
import { startInventory } from './testing/inventory-under-test.js';

it('exports what the catalogue of metrics says of it, and nothing that grows with its use', async () => {
  const shop = await startInventory({ replicas: 1 });
  await shop.tell(placedRecord(newId(), { sku: 'UNKNOWN', quantity: 1 }));
  await shop.request('GET /products/UNKNOWN');
  await shop.settled();
  const figures = await shop.metrics();
  expect(expositionFaults('inventory-service', figures)).toEqual([]);
  expect(figures.value('outbox_sent_total', { topic: 'shop.inventory' })).toBe(1);
  await shop.stop();
}, 40_000);
