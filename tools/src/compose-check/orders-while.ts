import { randomUUID } from 'node:crypto';
import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient } from '../client/shop-client.js';
import { playOrders } from '../replay/play-orders.js';
import { prepareProducts, stockLevels } from '../replay/stock.js';
import { summarise } from '../replay/summary.js';
import type { Summary } from '../replay/summary.js';

const PRODUCTS = Array.from({ length: 10 }, (_, index) => `CHECK-${index}`);
const CONCURRENCY = 16;
const shippingAddress = { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'N1 9GU', country: 'GB' };

/** Plays `count` orders as `npm run replay` would, and does something to the shop when a third of them have ended. */
export async function ordersWhile(gateway: string, count: number, disturb: () => Promise<void>): Promise<Summary> {
  const [admin, customer] = [new ShopClient(gateway), new ShopClient(gateway)];
  try {
    await admin.signIn(demoAccounts.admin, demoAccounts.password);
    await customer.signIn(demoAccounts.customer, demoAccounts.password);
    await prepareProducts(admin, PRODUCTS.map(product), true);
    const orders = Array.from({ length: count }, (_, index) => orderOf(index));
    const before = await stockLevels(admin, orders);
    let disturbing: Promise<void> | undefined;
    const onProgress = (played: number) => {
      if (played >= count / 3) disturbing ??= disturb();
    };
    const started = performance.now();
    const played = await playOrders(customer, orders.values(), {
      runId: randomUUID(),
      concurrency: CONCURRENCY,
      onProgress,
    });
    const seconds = (performance.now() - started) / 1_000;
    await disturbing;
    const after = await stockLevels(admin, orders);
    const { repeatedRequests: repeated } = customer;
    return summarise({ expected: count, orders: played, before, after, unlimitedStock: true, seconds, repeated });
  } finally {
    await Promise.all([admin.close(), customer.close()]);
  }
}

function product(sku: string) {
  return { sku, name: `Product ${sku}`, category: 'Check', priceMinor: 1_250, currency: 'USD', unitsInStock: 0 };
}

function orderOf(index: number) {
  const sku = PRODUCTS[index % PRODUCTS.length] ?? '';
  return { ref: String(index), shippingAddress, lines: [{ sku, quantity: 1 }] };
}
