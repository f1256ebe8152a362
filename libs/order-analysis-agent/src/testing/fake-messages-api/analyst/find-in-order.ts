import type { Conversation, ToldFact } from '../conversation.js';

export interface Found {
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly detail: string;
  readonly evidence: readonly string[];
}

/** A few of the rules, as somebody would apply them by eye: enough to be believed, and no judge of the real ones. */
export function findInOrder(order: ToldFact, seen: Conversation): readonly Found[] {
  return [...stateOf(order, seen), ...paymentOf(seen), ...riskOf(order, seen)];
}

function stateOf(order: ToldFact, { facts }: Conversation): readonly Found[] {
  const { status, cancellation } = order.fields;
  const steps = facts.filter(({ source }) => source === 'get_timeline');
  const cause = steps.find(({ fields }) => fields['kind'] === 'failure' || fields['kind'] === 'deadline') ?? order;
  const last = steps.at(-1) ?? order;
  const reason = (cancellation as { reason?: string } | null)?.reason;
  if (reason === undefined) return [onItsWay(String(status), last, order)];
  const why = found(reason, reason === 'customer_request' ? 'info' : 'warning', `It was cancelled: ${words(reason)}.`, [
    cause,
  ]);
  const undone =
    status === 'cancelled'
      ? found('compensated', 'info', 'Everything that had been done is undone.', [last])
      : found('compensation_unfinished', 'warning', 'What had been done is still being undone.', [last]);
  return [why, undone];
}

function onItsWay(status: string, last: ToldFact, order: ToldFact): Found {
  if (['confirmed', 'shipped', 'delivered'].includes(status)) {
    return found('completed', 'info', `The order is ${status}; every step went well.`, [order, last]);
  }
  return found('in_progress', 'info', `The order is ${words(status)} and goes on.`, [last]);
}

function paymentOf({ facts }: Conversation): readonly Found[] {
  const payment = facts.find(({ source }) => source === 'get_payment');
  const attempts = Number(payment?.fields['attempts'] ?? 1);
  if (!payment || attempts < 2) return [];
  return [found('payment_retried', 'info', `The payment provider was asked ${attempts} times.`, [payment])];
}

function riskOf(order: ToldFact, { facts }: Conversation): readonly Found[] {
  const customer = facts.find(({ source }) => source === 'get_customer_history');
  if (!customer) return [];
  const { lastHour, declinesLastDay, medianTotalMinor, orders } = customer.fields;
  const total = (order.fields['total'] as { amountMinor?: number } | undefined)?.amountMinor ?? 0;
  const often = Number(lastHour ?? 0) >= 5;
  const declined = Number(declinesLastDay ?? 0) >= 2;
  const large = Number(orders ?? 0) > 3 && total > 3 * Number(medianTotalMinor ?? Infinity);
  return [
    ...(often ? [risk('velocity', `${String(lastHour)} orders were placed in the hour before.`, customer)] : []),
    ...(declined
      ? [risk('repeated_declines', `${String(declinesLastDay)} payments were declined in the day before.`, customer)]
      : []),
    ...(large ? [risk('amount_outlier', 'The total is far above what the customer usually pays.', customer)] : []),
  ];
}

function risk(code: string, detail: string, fact: ToldFact): Found {
  return found(code, 'warning', detail, [fact]);
}

function found(code: string, severity: Found['severity'], detail: string, facts: readonly ToldFact[]): Found {
  return { code, severity, detail, evidence: [...new Set(facts.map(({ evidence }) => evidence))] };
}

function words(code: string): string {
  return code.replaceAll('_', ' ');
}
