import type { Recommendation } from '@shop/api-contracts';
import type { Suggestion } from '../analyst.js';

/** A recommendation and, where there is something to approve, what: the two lists of an answer, still together. */
export interface Advice {
  readonly recommendation: Recommendation;
  readonly suggestion: Suggestion | null;
}

/** Something for a person to do, or to leave. */
export function advise(action: Recommendation['action'], text: string, orderId: string | null): Advice {
  return { recommendation: { action, text, orderId, proposalId: null }, suggestion: null };
}

/** Something that the shop does once a person has approved it. */
export function propose(
  action: Suggestion['action'],
  text: string,
  orderId: string,
  of: Partial<Pick<Suggestion, 'amountMinor' | 'deadLetterId'>> = {},
): Advice {
  const suggestion = { action, orderId, amountMinor: null, deadLetterId: null, ...of, reason: text };
  return { ...advise(action, text, orderId), suggestion };
}
