import { shop } from './shop.js';

export interface Charge {
  readonly id: string;
  /** The order's id. */
  readonly reference: string;
  readonly amountMinor: number;
  readonly refundedMinor: number;
}

export interface Label {
  readonly reference: string;
  readonly status: 'created' | 'void';
}

export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
}

export interface Balance {
  readonly capturedMinor: number;
  readonly refundedMinor: number;
}

/** What provider, carrier and mail server have in their own books, whatever the shop says. */
export const outside = {
  balance: () => ask<Balance>('/payments/balance'),
  charges: async () => (await ask<{ items: Charge[] }>('/payments/charges')).items,
  labels: async () => (await ask<{ items: Label[] }>('/carrier/labels')).items,
  mails: async () => (await ask<{ items: Mail[] }>('/mail')).items,
};

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(new URL(path, shop().mail));
  if (!response.ok) throw new Error(`${path} of the outside world answered ${response.status}.`);
  return (await response.json()) as T;
}

/** Entries by what they are about. */
export function byReference<T extends { readonly reference: string }>(
  all: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const entry of all) {
    const others = found.get(entry.reference);
    if (others) others.push(entry);
    else found.set(entry.reference, [entry]);
  }
  return found;
}
