import { z } from 'zod';
import { AppError } from './errors.js';

/** An amount in integer minor units (cents) of an ISO 4217 currency. Never a float. */
export const Money = z.strictObject({
  amountMinor: z.int().nonnegative(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as USD'),
});
export type Money = Readonly<z.infer<typeof Money>>;

export function money(amountMinor: number, currency: string): Money {
  return { amountMinor, currency };
}

/** @throws AppError `money.currency-mismatch` for amounts of two currencies. */
export function add(a: Money, b: Money): Money {
  return money(a.amountMinor + b.amountMinor, sameCurrency(a, b));
}

/** @throws AppError `money.currency-mismatch`, or `money.negative` if more is taken than there is. */
export function subtract(a: Money, b: Money): Money {
  const currency = sameCurrency(a, b);
  if (b.amountMinor > a.amountMinor) throw new AppError('refused', 'money.negative', 'An amount cannot go below zero.');
  return money(a.amountMinor - b.amountMinor, currency);
}

export function times(amount: Money, quantity: number): Money {
  return money(amount.amountMinor * quantity, amount.currency);
}

export function isZero(amount: Money): boolean {
  return amount.amountMinor === 0;
}

/** For people: "19.99 USD", "500 JPY". The decimals are those of ISO 4217, as ICU knows them; an unknown currency has two. */
export function amountText({ amountMinor, currency }: Money): string {
  const digits = decimalsOf(currency);
  return `${(amountMinor / 10 ** digits).toFixed(digits)} ${currency}`;
}

/** By currency: asking ICU takes a hundred times as long as writing the amount, and each order is written about. */
const decimals = new Map<string, number>();

function decimalsOf(currency: string): number {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  const { maximumFractionDigits: found = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  decimals.set(currency, found);
  return found;
}

function sameCurrency(a: Money, b: Money): string {
  if (a.currency !== b.currency) {
    throw new AppError('refused', 'money.currency-mismatch', `${a.currency} and ${b.currency} cannot be combined.`);
  }
  return a.currency;
}
