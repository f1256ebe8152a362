import { serviceOfDeadLetter } from '@shop/api-contracts';
import type { Proposal } from '@shop/api-contracts';
import type { Money } from '@shop/kernel';
import type { Suggestion } from '@shop/order-analysis-agent';

/** Something that could be done about an order, and what a person has decided on it. */
export type KeptProposal = Readonly<Proposal> & {
  /** Until when the process that carries it out has it to itself; RFC 3339. */
  readonly carriedUntil: string | null;
};

/** What a proposal is for. Two open ones for the same could be approved both: money would go back twice. */
export function slotOf({
  orderId,
  action,
  deadLetterId,
}: Pick<Suggestion, 'orderId' | 'action' | 'deadLetterId'>): string {
  return action === 'redrive' ? `${orderId} ${action} ${deadLetterId ?? ''}` : `${orderId} ${action}`;
}

/** Which order it was suggested for, as the shop knows it. */
export interface KnownOrder {
  readonly orderId: string;
  readonly total: Money;
}

/** @returns nothing for what nobody could carry out: a model may suggest anything */
export function proposalOf(
  { action, orderId, amountMinor, deadLetterId, reason }: Suggestion,
  order: KnownOrder,
  made: { readonly id: string; readonly analysisId: string; readonly at: string },
): KeptProposal | undefined {
  const { amountMinor: most, currency } = order.total;
  if (action === 'refund' && amountMinor !== null && (amountMinor <= 0 || amountMinor > most)) return undefined;
  if (action === 'redrive' && serviceOfDeadLetter(deadLetterId ?? '') === undefined) return undefined;
  return {
    id: made.id,
    orderId,
    analysisId: made.analysisId,
    action,
    amount: action === 'refund' && amountMinor !== null ? { amountMinor, currency } : null,
    deadLetterId: action === 'redrive' ? deadLetterId : null,
    reason: reason.slice(0, 2_000),
    status: 'pending',
    createdAt: made.at,
    decision: null,
    outcome: null,
    carriedUntil: null,
  };
}
