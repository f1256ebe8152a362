import type { Finding, FindingCode } from '@shop/api-contracts';
import type { Rights } from '../facts/shop-facts.js';

const suspicions: ReadonlySet<FindingCode> = new Set([
  'repeated_declines',
  'velocity',
  'amount_outlier',
  'address_reuse',
  'quantity_outlier',
]);

/**
 * What may be said to whoever asks. A customer is not told what makes an order look suspicious: it offends the honest, and teaches
 * the others where the thresholds are. The risk is counted from what is told, for a score would say it, too.
 */
export function tellable<T extends Pick<Finding, 'code'>>(findings: readonly T[], rights: Rights): readonly T[] {
  return rights === 'owner' ? findings.filter(({ code }) => !suspicions.has(code)) : findings;
}
