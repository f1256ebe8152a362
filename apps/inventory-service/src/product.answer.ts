import type { Product as ProductAnswer } from '@shop/api-contracts';
import { availableOf } from './domain/stock.js';
import type { ProductRow } from './product.rows.js';
import type { ProductOnShelf } from './product.store.js';
import { levelOf } from './stock.rows.js';

export function productAnswer({ product, level }: ProductOnShelf): ProductAnswer {
  const { sku, name, category, price, discontinued } = product;
  return { sku, name, category, price, available: availableOf(level), discontinued };
}

/** The same from the tables, as queries read them. */
export function toProductAnswer({
  sku,
  name,
  category,
  priceMinor,
  currency,
  discontinued,
  stock,
}: ProductRow): ProductAnswer {
  const price = { amountMinor: Number(priceMinor), currency };
  return { sku, name, category, price, available: availableOf(levelOf(stock)), discontinued };
}
