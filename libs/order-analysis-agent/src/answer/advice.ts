import { proposedAction } from '@shop/api-contracts';
import type { Recommendation } from '@shop/api-contracts';
import type { Subject, Suggestion } from '../analyst.js';
import type { Answer } from './answer-schema.js';

type Recommended = Answer['recommendations'][number];

export interface Advice {
  readonly recommendation: Recommendation;
  /** What a person could approve. */
  readonly suggestion: Suggestion | null;
}

/**
 * Of what the model recommends, only that can be approved which is about an order, or a dead letter, that its tools have shown it.
 * Anything else that would have an effect is for a person to look at. That the amount is there to be refunded, and that whoever
 * approves may do so, is checked when it is approved.
 */
export function adviceOf(recommended: Recommended, subject: Subject, evidence: ReadonlySet<string>): Advice {
  const orderId = knownOrder(recommended, subject, evidence);
  const plain = { action: recommended.action, text: recommended.text, orderId, proposalId: null };
  const action = proposedAction.safeParse(recommended.action);
  if (!action.success) return { recommendation: plain, suggestion: null };
  const suggestion = orderId && suggestionOf(action.data, orderId, recommended, evidence);
  if (!suggestion) return { recommendation: { ...plain, action: 'review' }, suggestion: null };
  return { recommendation: plain, suggestion };
}

function suggestionOf(
  action: Suggestion['action'],
  orderId: string,
  { amountMinor, deadLetterId, text }: Recommended,
  evidence: ReadonlySet<string>,
): Suggestion | undefined {
  const common = { action, orderId, amountMinor: null, deadLetterId: null, reason: text };
  if (action === 'refund') return { ...common, amountMinor };
  if (action !== 'redrive') return common;
  const isKnown = deadLetterId !== null && evidence.has(`dead-letter:${deadLetterId}`);
  return isKnown ? { ...common, deadLetterId } : undefined;
}

/** An id that is not known is not passed on either: it may be anything. */
function knownOrder({ orderId }: Recommended, subject: Subject, evidence: ReadonlySet<string>): string | null {
  if (subject.kind === 'order' && (orderId === null || orderId === subject.orderId)) return subject.orderId;
  return orderId !== null && evidence.has(`order:${orderId}`) ? orderId : null;
}
