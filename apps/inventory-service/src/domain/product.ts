import type { Evolver, Money } from '@shop/kernel';
import { unreachable } from '@shop/kernel';

/** What the catalogue says of a product; how many there are is the stockroom's business (stock.ts). */
export interface ProductFacts {
  readonly name: string;
  readonly category: string;
  readonly price: Money;
  /** Still listed, but no longer sold. */
  readonly discontinued: boolean;
}

/** What has happened to a product. Private: other services hear of it through inventory.published.ts. */
export type ProductEvent =
  | { readonly type: 'ProductListed'; readonly sku: string; readonly facts: ProductFacts; readonly at: string }
  | { readonly type: 'ProductChanged'; readonly changes: Partial<ProductFacts> };

export interface Product extends ProductFacts {
  readonly sku: string;
  /** Counts the changes from 1, so that a copy elsewhere can tell newer from older. */
  readonly revision: number;
  readonly createdAt: string;
}

export const productEvolver: Evolver<Product | undefined, ProductEvent> = {
  initial: undefined,
  evolve(product, event) {
    switch (event.type) {
      case 'ProductListed':
        return { sku: event.sku, ...event.facts, revision: 1, createdAt: event.at };
      case 'ProductChanged':
        return product && { ...product, ...event.changes, revision: product.revision + 1 };
      default:
        return unreachable(event);
    }
  },
};
