import { amountText } from '@shop/kernel';
import type { CustomerFact, OrderFact } from '../facts/fact.js';
import { found, nothing } from './finding.js';
import type { Rule } from './finding.js';
import { counted } from './wording.js';

const IN_AN_HOUR = 5;
const IN_A_DAY = 15;
export const DECLINES_IN_A_DAY = 2;
const EARLIER_ORDERS = 3;
const OTHERS_AT_ADDRESS = 2;
/** A quantity that is many, of a sku that nobody has ordered often enough to compare with. */
const MANY = 100;

export function isHurried({ lastHour, lastDay }: CustomerFact): boolean {
  return lastHour >= IN_AN_HOUR || lastDay >= IN_A_DAY;
}

/** Many orders within a short time before this one. */
export const velocity: Rule = ({ customer }) => {
  if (!customer || !isHurried(customer)) return nothing;
  const detail = `The customer had placed ${counted(customer.lastHour, 'order')} in the hour before, and ${customer.lastDay} in the day before.`;
  return found('velocity', 'warning', detail, [customer.evidence]);
};

/** Declined payments within a day, this order's own included: somebody may be trying cards. */
export const repeatedDeclines: Rule = ({ order, customer }) => {
  const own = order.cancellation?.reason === 'payment_declined' ? 1 : 0;
  const declines = (customer?.declinesLastDay ?? 0) + own;
  if (!customer || declines < DECLINES_IN_A_DAY) return nothing;
  const detail = `${counted(declines, 'payment')} of the customer were declined within a day.`;
  return found('repeated_declines', 'warning', detail, [customer.evidence]);
};

/** Much more than the customer usually spends; or, of the shop's orders, one of the largest and far above the middle. */
export const amountOutlier: Rule = ({ order, customer, comparison }) => {
  const total = order.total.amountMinor;
  const usual = customer?.medianTotalMinor ?? null;
  const spend = (amountMinor: number) => amountText({ amountMinor, currency: order.total.currency });
  if (customer && usual !== null && total > 3 * usual && othersThatStand(order, customer) >= EARLIER_ORDERS) {
    const detail = `${amountText(order.total)} is far more than the ${spend(usual)} that the customer usually spends.`;
    return found('amount_outlier', 'warning', detail, [customer.evidence]);
  }
  const median = comparison?.medianTotalMinor ?? null;
  const p95 = comparison?.p95TotalMinor ?? null;
  if (!comparison || median === null || p95 === null || total <= p95 || total <= 2 * median) return nothing;
  const detail = `${amountText(order.total)} is more than 95 of 100 orders of the shop, whose median is ${spend(median)}.`;
  return found('amount_outlier', 'warning', detail, [comparison.evidence]);
};

/** By which the usual amount is known: without this one, and without what was cancelled. */
function othersThatStand({ cancellation }: OrderFact, { orders, cancelled }: CustomerFact): number {
  const ended = Object.values(cancelled).reduce((sum, count) => sum + count, 0);
  return orders - ended - (cancellation ? 0 : 1);
}

/** A line with far more pieces than its sku is ordered in. */
export const quantityOutlier: Rule = ({ order, comparison }) => {
  const lines = comparison?.quantities ?? order.items.map(({ sku, quantity }) => ({ sku, quantity, p95: null }));
  const odd = lines.filter(({ quantity, p95 }) => (p95 === null ? quantity >= MANY : quantity > 2 * p95));
  if (odd.length === 0) return nothing;
  const told = odd.map(
    ({ sku, quantity, p95 }) => `${quantity} × ${sku}${p95 === null ? '' : ` (usually up to ${p95})`}`,
  );
  return found('quantity_outlier', 'warning', `Unusually many: ${told.join('; ')}.`, [
    comparison?.evidence ?? order.evidence,
  ]);
};

/** Other customers have had parcels sent to the same place. Who they are is not known here. */
export const addressReuse: Rule = ({ comparison }) => {
  if (!comparison || comparison.otherCustomersAtAddress < OTHERS_AT_ADDRESS) return nothing;
  const detail = `${comparison.otherCustomersAtAddress} other customers have ordered to the same address.`;
  return found('address_reuse', 'warning', detail, [comparison.evidence]);
};
