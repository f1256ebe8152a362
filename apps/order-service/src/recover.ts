import 'reflect-metadata';
import { topics } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { recoverOnce } from '@shop/operator-api';
import { grantTime } from '@shop/saga';
import { orderConfig } from './order.config.js';
import { OrderStore } from './order.store.js';
import { readoptOrders } from './recovery/readopt-orders.js';

/** Orders that were accepted after the restore point are on Kafka: they are taken back, and nobody who has a 202 is let down. */
await recoverOnce(
  {
    service: 'order-service',
    schema: orderConfig,
    async recover({ pool, config, eventsOf }) {
      const orders = new OrderStore(new GroupCommit(pool), config);
      const found: Record<string, number> = {};
      await eventsOf(topics.orders, async (events) => {
        for (const [type, count] of Object.entries(await readoptOrders(orders, events)))
          found[type] = (found[type] ?? 0) + count;
      });
      const granted = await grantTime(pool, config.SAGA_DEADLINE_SECONDS * 1_000);
      return { ...found, deadlinesMoved: granted };
    },
  },
  process.argv.slice(2),
  process.env,
);
