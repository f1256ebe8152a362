import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient } from '../client/shop-client.js';
import type { Skus } from './wishes.js';

const SCARCE = 40;
const PIECES_OF_EACH = 3;

/** Some that there are few of: who gets the last piece is decided once, whatever is forgotten. */
export async function makeProducts(gateway: string): Promise<Skus> {
  const admin = new ShopClient(gateway);
  try {
    await admin.signIn(demoAccounts.admin, demoAccounts.password);
    const scarce = Array.from({ length: SCARCE }, (_, number) => `DRILL-${number}`);
    const price = { amountMinor: 700, currency: 'USD' };
    const list = (sku: string) =>
      admin.post('/products', { sku, name: sku, category: 'Drill', price, initialStock: PIECES_OF_EACH });
    await Promise.all(scarce.map(list));
    return { plenty: 'DEMO-PLENTY', scarce };
  } finally {
    await admin.close();
  }
}
