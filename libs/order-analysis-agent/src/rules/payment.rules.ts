import { amountText } from '@shop/kernel';
import { found, nothing } from './finding.js';
import type { Rule } from './finding.js';
import { counted } from './wording.js';

/** The provider had to be asked more than once. */
export const paymentRetried: Rule = ({ payment }) => {
  if (!payment || payment.attempts <= 1) return nothing;
  const detail = `The payment provider had to be asked ${counted(payment.attempts, 'time')}.`;
  return found('payment_retried', 'info', detail, [payment.evidence]);
};

/** Money went back although the order stands: somebody's goodwill. What a cancellation gives back is a compensation. */
export const goodwill: Rule = ({ order, payment }) => {
  if (order.status === 'cancelling' || order.status === 'cancelled') return nothing;
  const refunded = payment?.refundedAmount ?? order.payment?.refundedAmount;
  if (!refunded || refunded.amountMinor === 0) return nothing;
  const evidence = [payment?.evidence ?? order.evidence];
  const paid = payment?.amount ?? order.total;
  if (refunded.amountMinor >= paid.amountMinor) {
    return found('refunded', 'info', `All of ${amountText(paid)} was given back; the order stands.`, evidence);
  }
  const detail = `${amountText(refunded)} of ${amountText(paid)} was given back; the order stands.`;
  return found('partially_refunded', 'info', detail, evidence);
};
