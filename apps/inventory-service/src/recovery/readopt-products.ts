import { productChanged, productListed } from '@shop/domain-events';
import type { DataOf, DomainEvent } from '@shop/domain-events';
import type { ProductStore } from '../product.store.js';

/**
 * Takes back products, and changes of products, that the service has told and no longer knows: an event carries the whole product, and the
 * highest revision wins. What a new product had in stock nobody was told: there is none until somebody counts. @returns the skus
 */
export async function readoptProducts(
  products: ProductStore,
  said: readonly DomainEvent[],
): Promise<readonly string[]> {
  const newest = new Map<string, { readonly product: DataOf<typeof productChanged>; readonly at: string }>();
  for (const { type, data, time: at } of said) {
    if (type !== productListed.type && type !== productChanged.type) continue;
    const product = data as DataOf<typeof productChanged>;
    if (product.revision > (newest.get(product.sku)?.product.revision ?? 0)) newest.set(product.sku, { product, at });
  }
  const taken = await Promise.all(
    [...newest.values()].map(async ({ product, at }) =>
      (await products.readopt({ ...product, createdAt: at })) ? [product.sku] : [],
    ),
  );
  return taken.flat();
}
