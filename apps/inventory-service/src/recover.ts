import 'reflect-metadata';
import { topics } from '@shop/domain-events';
import type { DomainEvent } from '@shop/domain-events';
import { GroupCommit } from '@shop/group-commit';
import { recoverOnce } from '@shop/operator-api';
import { inventoryConfig } from './inventory.config.js';
import { ProductStore } from './product.store.js';
import { readoptProducts } from './recovery/readopt-products.js';
import { readoptStock } from './recovery/readopt-stock.js';
import { StockStore } from './stock.store.js';

await recoverOnce(
  {
    service: 'inventory-service',
    schema: inventoryConfig,
    async recover({ pool, eventsOf, tell }) {
      const group = new GroupCommit(pool);
      const said = async (topic: string) => {
        const events: DomainEvent[] = [];
        await eventsOf(topic, async (some) => void events.push(...some));
        return events;
      };
      const products = await readoptProducts(new ProductStore(group), await said(topics.catalogue));
      const stock = await readoptStock(new StockStore(group, pool), await said(topics.inventory));
      if (stock.missingPieces > 0)
        tell(`${stock.missingPieces} pieces were promised and are missing: count the stock.`);
      if (products.length > 0) tell(`Products taken back: ${products.join(', ')}. New ones have no stock: count it.`);
      return { products: products.length, ...stock };
    },
  },
  process.argv.slice(2),
  process.env,
);
