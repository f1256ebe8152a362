import { Money } from '@shop/kernel';
import { z } from 'zod';
import { defineEvent } from '../define-event.js';
import { topics } from '../topics.js';
import { example } from './examples.js';

const from = 'inventory-service';
const line = z.object({ sku: z.string(), quantity: z.int().positive() });
const lines = z.object({ orderId: z.string(), items: z.array(line) });

export const stockReserved = defineEvent({
  name: 'shop.inventory.reserved',
  from,
  topic: topics.inventory,
  key: 'orderId',
  once: () => [],
  summary: 'The stock of every line is held for the order.',
  schema: lines,
  example: { orderId: example.orderId, items: [{ sku: 'NW-001', quantity: 2 }] },
});

export const stockRejected = defineEvent({
  name: 'shop.inventory.rejected',
  from,
  topic: topics.inventory,
  key: 'orderId',
  once: () => [],
  summary: 'At least one line is short; nothing is held.',
  schema: z.object({
    orderId: z.string(),
    short: z.array(z.object({ sku: z.string(), requested: z.int().positive(), available: z.int().nonnegative() })),
  }),
  example: { orderId: example.orderId, short: [{ sku: 'NW-001', requested: 2, available: 1 }] },
});

export const stockReleased = defineEvent({
  name: 'shop.inventory.released',
  from,
  topic: topics.inventory,
  key: 'orderId',
  once: () => [],
  summary: 'What was held is free again; no items if nothing was held.',
  schema: lines,
  example: { orderId: example.orderId, items: [{ sku: 'NW-001', quantity: 2 }] },
});

const product = z.object({
  sku: z.string(),
  name: z.string(),
  category: z.string(),
  price: Money,
  discontinued: z.boolean(),
  /** Counts the changes of the product from 1: a copy keeps the highest that it has seen. */
  revision: z.int().positive(),
});

const aProduct = {
  sku: 'NW-001',
  name: 'Chai',
  category: 'Beverages',
  price: { amountMinor: 1800, currency: 'USD' },
  discontinued: false,
  revision: 1,
};

export const productListed = defineEvent({
  name: 'shop.product.listed',
  from,
  topic: topics.catalogue,
  key: 'sku',
  summary: 'A new product can be ordered.',
  schema: product,
  example: aProduct,
});

export const productChanged = defineEvent({
  name: 'shop.product.changed',
  from,
  topic: topics.catalogue,
  key: 'sku',
  summary: 'The name, category, price or availability of a product is another now; carries the whole product.',
  schema: product,
  example: { ...aProduct, price: { amountMinor: 1900, currency: 'USD' }, revision: 2 },
});
