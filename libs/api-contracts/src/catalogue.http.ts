import { Money } from '@shop/kernel';
import { z } from 'zod';
import { pageOf, pageQuery, sku, text } from './common.js';
import { defineRoute } from './define-route.js';

const owner = 'inventory-service';
const staff = ['support', 'admin'] as const;
const bySku = z.object({ sku });

/** So that 50 lines of 1,000 pieces at this price still add up to an exact JavaScript integer. */
const maxPriceMinor = 100_000_000_000;
/** So that a level fits a 32-bit column. */
const maxPieces = 1_000_000_000;

const price = z.strictObject({ ...Money.shape, amountMinor: z.int().nonnegative().max(maxPriceMinor) });
const name = text(200);
const category = text(100);

export const product = z.object({
  sku,
  name: z.string(),
  category: z.string(),
  price: z.object(Money.shape),
  available: z.int().nonnegative(),
  discontinued: z.boolean(),
});
export type Product = z.infer<typeof product>;

export const stockLevel = z.object({
  onHand: z.int().nonnegative(),
  reserved: z.int().nonnegative(),
  available: z.int().nonnegative(),
});
export type StockLevel = z.infer<typeof stockLevel>;

export const catalogueApi = {
  list: defineRoute({
    method: 'GET',
    path: '/products',
    owner,
    access: 'anyone',
    summary: 'The catalogue by sku; `q` searches names and skus.',
    query: pageQuery.extend({ q: z.string().max(100).optional(), category: z.string().max(100).optional() }),
    status: 200,
    answer: pageOf(product),
  }),
  get: defineRoute({
    method: 'GET',
    path: '/products/:sku',
    owner,
    access: 'anyone',
    summary: 'One product.',
    params: bySku,
    status: 200,
    answer: product,
  }),
  add: defineRoute({
    method: 'POST',
    path: '/products',
    owner,
    access: ['admin'],
    summary: 'Lists a new product; 409 when the sku is taken.',
    body: z.strictObject({ sku, name, category, price, initialStock: z.int().nonnegative().max(maxPieces) }),
    status: 201,
    answer: product,
  }),
  change: defineRoute({
    method: 'PATCH',
    path: '/products/:sku',
    owner,
    access: ['admin'],
    summary: 'Changes what is given, leaves the rest.',
    params: bySku,
    body: z.strictObject({ name, category, price, discontinued: z.boolean() }).partial(),
    status: 200,
    answer: product,
  }),
  adjustStock: defineRoute({
    method: 'POST',
    path: '/products/:sku/stock',
    owner,
    access: ['admin'],
    summary: 'Adds pieces, or takes them away; 409 when fewer than the reserved ones would be left.',
    params: bySku,
    body: z.strictObject({
      delta: z
        .int()
        .min(-maxPieces)
        .max(maxPieces)
        .refine((delta) => delta !== 0, 'must not be zero'),
      reason: text(500),
    }),
    status: 200,
    answer: stockLevel,
  }),
  stock: defineRoute({
    method: 'GET',
    path: '/products/:sku/stock',
    owner,
    access: staff,
    summary: 'What is on hand, held for orders, and free.',
    params: bySku,
    status: 200,
    answer: stockLevel,
  }),
};
