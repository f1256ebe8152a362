import { unavailable } from '@shop/kernel';
import { z } from 'zod';

const TIMEOUT_MS = 30_000;

const books = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      amountMinor: z.int(),
      refundedMinor: z.int(),
      currency: z.string(),
    }),
  ),
});

/** A charge as the provider has it; `reference` is the order's id. */
export type BookedCharge = z.infer<typeof books>['items'][number];

/** All charges that the provider has made since then. @throws AppError `unavailable` */
export async function chargesSince(provider: string, since: Date): Promise<readonly BookedCharge[]> {
  const url = `${provider.replace(/\/$/, '')}/payments/charges?from=${encodeURIComponent(since.toISOString())}`;
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw unavailable('payment-provider.no-books', `The provider answered ${response.status}.`);
  return books.parse(await response.json()).items;
}
