import 'reflect-metadata';
import { orderPlaced, topics } from '@shop/domain-events';
import type { DataOf, DomainEvent } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { recoverOnce } from '@shop/operator-api';
import type { KnownOrder } from './domain/shipment.js';
import { askAgain, withoutLabel } from './recovery/ask-again.js';
import { labelledOrders } from './recovery/carrier-books.js';
import { readoptProgress } from './recovery/readopt-progress.js';
import { ShipmentStore } from './shipment.store.js';
import { shippingConfig } from './shipping.config.js';

await recoverOnce(
  {
    service: 'shipping-service',
    schema: shippingConfig,
    async recover({ pool, config, eventsOf, tell }) {
      const shipments = new ShipmentStore(new GroupCommit(pool));
      const placed = new Map<string, KnownOrder>();
      await eventsOf(topics.orders, async (events) => {
        for (const { type, data } of events) {
          if (type !== orderPlaced.type) continue;
          const { orderId, customerId, shippingAddress: address, items } = data as DataOf<typeof orderPlaced>;
          placed.set(orderId, {
            customerId,
            address,
            parcels: items.map(({ sku, quantity }) => ({ sku, quantity })),
          });
        }
      });
      const forgotten = await withoutLabel(pool, [...(await labelledOrders(config.CARRIER_URL))]);
      const unknown = await askAgain(shipments, forgotten, placed);
      const said: DomainEvent[] = [];
      await eventsOf(topics.shipments, async (events) => void said.push(...events));
      const { steps, waiting } = await readoptProgress(shipments, said);
      for (const orderId of unknown) tell(`The carrier has a label for ${orderId}, of which nothing else is known.`);
      for (const orderId of waiting)
        tell(`${orderId} is on its way, but its label is asked for only now: run this again.`);
      return { labels: forgotten.length - unknown.length, unknown: unknown.length, steps, waiting: waiting.length };
    },
  },
  process.argv.slice(2),
  process.env,
);
