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

/** As maildev lists them. */
interface KeptMail {
  readonly to: readonly { readonly address: string }[];
  readonly subject: string;
  readonly headers: { readonly 'message-id': string };
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
  mails: (): Promise<readonly Mail[]> => mailsIn(shop().mailbox),
};

async function mailsIn(mailbox: string | undefined): Promise<readonly Mail[]> {
  if (mailbox === undefined) return (await ask<{ items: Mail[] }>('/mail')).items;
  const kept = await ask<KeptMail[]>('/api/email', mailbox);
  // What is sent again after a crash has the same id, and every mail program shows it once. The outside world does that itself.
  const byId = new Map(kept.map((mail) => [mail.headers['message-id'], mail]));
  return [...byId.values()].map(({ to, subject }) => ({ to: to.map(({ address }) => address), subject }));
}

async function ask<T>(path: string, whom = shop().mail): Promise<T> {
  const response = await fetch(new URL(path, whom));
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
