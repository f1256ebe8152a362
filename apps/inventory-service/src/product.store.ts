import { GroupCommit, read } from '@shop/group-commit';
import type { Unit } from '@shop/group-commit';
import { notFound } from '@shop/kernel';
import { outbox } from '@shop/messaging';
import { Injectable } from '@nestjs/common';
import { productEvolver } from './domain/product.js';
import type { Product } from './domain/product.js';
import type { ProductDecision } from './domain/product.decisions.js';
import { emptyLevel } from './domain/stock.js';
import type { StockLevel } from './domain/stock.js';
import type { StockDecision } from './domain/stock.decisions.js';
import { publishedOfProduct } from './inventory.published.js';
import { products } from './product.rows.js';
import { stock } from './stock.rows.js';
import { recordStock } from './stock.store.js';
import { changed } from './stored.js';

/** A product after a command, with the level that it had at that moment. */
export interface ProductOnShelf {
  readonly product: Product;
  readonly level: StockLevel;
}

/** The one transaction of a change of the catalogue: the product, its first stock, and what others hear of it. */
@Injectable()
export class ProductStore {
  constructor(private readonly group: GroupCommit) {}

  list(sku: string, decide: ProductDecision, stockUp: StockDecision): Promise<ProductOnShelf> {
    return this.group.submit({
      reads: [read(products, sku), read(stock, sku)],
      decide: (unit) => {
        // In this order: the product's insert is what finds out about a concurrent one, before its stock is written.
        const product = recordProduct(unit, sku, decide);
        return { product, level: recordStock(unit, [sku], stockUp).levels.get(sku) ?? emptyLevel };
      },
    });
  }

  change(sku: string, decide: ProductDecision): Promise<ProductOnShelf> {
    return this.group.submit({
      reads: [read(products, sku), read(stock, sku)],
      decide: (unit) => ({ product: recordProduct(unit, sku, decide), level: unit.get(stock, sku) ?? emptyLevel }),
    });
  }

  /** A product as it was once published; nobody is told again. @returns whether it was unknown, or known in an older revision */
  readopt(product: Product): Promise<boolean> {
    const { sku } = product;
    return this.group.submit({
      reads: [read(products, sku), read(stock, sku)],
      decide: (unit) => {
        const known = unit.get(products, sku);
        if (known && known.state.revision >= product.revision) return false;
        unit.put(products, sku, changed(known, { ...product, createdAt: known?.state.createdAt ?? product.createdAt }));
        if (!unit.get(stock, sku)) unit.put(stock, sku, emptyLevel);
        return true;
      },
    });
  }
}

function recordProduct(unit: Unit, sku: string, decide: ProductDecision): Product {
  const known = unit.get(products, sku);
  const events = decide(known?.state);
  let product = known?.state;
  for (const event of events) {
    product = productEvolver.evolve(product, event);
    if (product) unit.append(outbox, publishedOfProduct(product, event));
  }
  if (!product) throw notFound('product', sku);
  if (events.length > 0) unit.put(products, sku, changed(known, product));
  return product;
}
