import { conflict, notFound } from '@shop/kernel';
import type { Decision } from '@shop/kernel';
import type { Product, ProductEvent, ProductFacts } from './product.js';

export type ProductDecision = Decision<Product | undefined, ProductEvent>;

/** @throws AppError `product.sku-taken`: a sku names one product for ever */
export const list =
  (sku: string, facts: ProductFacts, at: string): ProductDecision =>
  (product) => {
    if (product) throw conflict('product.sku-taken', `There is a product ${sku} already.`);
    return [{ type: 'ProductListed', sku, facts, at }];
  };

/**
 * Changes what is given. What is the same already is no change: nobody need hear of it.
 * @throws AppError `product.not-found`
 */
export const change =
  (sku: string, wanted: Partial<ProductFacts>): ProductDecision =>
  (product) => {
    if (!product) throw notFound('product', sku);
    const changes = differences(product, wanted);
    return Object.keys(changes).length > 0 ? [{ type: 'ProductChanged', changes }] : [];
  };

function differences(product: Product, { name, category, price, discontinued }: Partial<ProductFacts>) {
  const isNewPrice =
    price && (price.amountMinor !== product.price.amountMinor || price.currency !== product.price.currency);
  return {
    ...(name !== undefined && name !== product.name && { name }),
    ...(category !== undefined && category !== product.category && { category }),
    ...(isNewPrice && { price }),
    ...(discontinued !== undefined && discontinued !== product.discontinued && { discontinued }),
  };
}
