import { unavailable } from '@shop/kernel';
import { z } from 'zod';

const TIMEOUT_MS = 30_000;

const books = z.object({ items: z.array(z.object({ reference: z.string() })) });

/** The orders that the carrier has made labels for. @throws AppError `unavailable` */
export async function labelledOrders(carrier: string): Promise<ReadonlySet<string>> {
  const response = await fetch(`${carrier.replace(/\/$/, '')}/carrier/labels`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw unavailable('carrier.no-books', `The carrier answered ${response.status}.`);
  return new Set(books.parse(await response.json()).items.map(({ reference }) => reference));
}
