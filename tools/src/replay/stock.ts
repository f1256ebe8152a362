import { ShopError } from '../client/shop-client.js';
import type { ShopClient } from '../client/shop-client.js';
import type { OrderRecord, ProductRecord } from './order-file.js';

export interface StockLevel {
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
}

/** Enough for any order file. */
const UNLIMITED = 1_000_000;

/** Lists the products that the shop does not have yet, and fills stock up where it shall be unlimited. */
export async function prepareProducts(
  admin: ShopClient,
  products: readonly ProductRecord[],
  unlimited: boolean,
): Promise<void> {
  await Promise.all(products.map((product) => prepare(admin, product, unlimited)));
}

async function prepare(admin: ShopClient, product: ProductRecord, unlimited: boolean): Promise<void> {
  const { sku, name, category, priceMinor, currency, unitsInStock } = product;
  const price = { amountMinor: priceMinor, currency };
  try {
    await admin.post('/products', { sku, name, category, price, initialStock: unlimited ? UNLIMITED : unitsInStock });
  } catch (error) {
    if (!(error instanceof ShopError) || error.status !== 409) throw error;
    await refill(admin, sku, unlimited);
  }
}

async function refill(admin: ShopClient, sku: string, unlimited: boolean): Promise<void> {
  const { available } = await stockOf(admin, sku);
  if (!unlimited || available >= UNLIMITED) return;
  await admin.post(`/products/${sku}/stock`, { delta: UNLIMITED - available, reason: 'replay with unlimited stock' });
}

export function stockOf(admin: ShopClient, sku: string): Promise<StockLevel> {
  return admin.get<StockLevel>(`/products/${encodeURIComponent(sku)}/stock`);
}

export async function stockLevels(admin: ShopClient, orders: readonly OrderRecord[]): Promise<Map<string, StockLevel>> {
  const skus = [...new Set(orders.flatMap(({ lines }) => lines.map(({ sku }) => sku)))].sort();
  const levels = await Promise.all(skus.map(async (sku) => [sku, await stockOf(admin, sku)] as const));
  return new Map(levels);
}
