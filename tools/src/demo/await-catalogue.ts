import { unavailable } from '@shop/kernel';
import { waitUntil } from '../infrastructure/wait-until.js';

/** The seeded products that the demo orders ask for. */
const seeded = ['DEMO-PLENTY', 'DEMO-SCARCE'];
const timeoutMs = 60_000;

/**
 * The order service learns the seeded catalogue by events, so it may be ready before it knows a product: until then every
 * order would be refused. @throws AppError `demo.no-catalogue`
 */
export async function awaitCatalogue(orderService: string): Promise<void> {
  const known = async (sku: string) => {
    const response = await fetch(`${orderService}/prices/${sku}?revision=1`, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.ok;
  };
  const all = await Promise.all(seeded.map((sku) => waitUntil(() => known(sku), { timeoutMs })));
  if (all.every(Boolean)) return;
  throw unavailable('demo.no-catalogue', `The order service has not learnt the catalogue in ${timeoutMs / 1_000} s.`);
}
