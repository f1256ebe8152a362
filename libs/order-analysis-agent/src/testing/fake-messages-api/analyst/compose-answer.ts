import type { Conversation } from '../conversation.js';
import { factOf } from './choose-calls.js';
import { findInOrder } from './find-in-order.js';
import type { Found } from './find-in-order.js';

/** By the schema of the agent's answer. The summary comes first, as a model that is held to a schema writes it. */
export function composeAnswer(seen: Conversation): object {
  const order = factOf(seen, 'get_order');
  const found = order ? findInOrder(order, seen) : [];
  const findings = found.length > 0 ? found : findInMany(seen);
  return {
    summary: summaryOf(findings),
    findings,
    recommendations: [recommendationOf(findings, order?.fields['orderId'])],
  };
}

function findInMany({ facts }: Conversation): readonly Found[] {
  const overview = facts.find(({ source }) => source === 'get_overview');
  const orders = facts.filter(({ source }) => source === 'search_orders' || source === 'find_stuck_orders');
  const counts = Object.entries((overview?.fields['byStatus'] ?? {}) as Record<string, number>);
  const named = counts.map(([status, count]) => `${count} ${status.replace('_', ' ')}`).join(', ');
  const evidence = [...(overview ? [overview] : []), ...orders].map((fact) => fact.evidence).slice(0, 10);
  if (evidence.length === 0) return [];
  const detail = named ? `Orders in the last 24 hours: ${named}.` : `${orders.length} orders were found.`;
  return [{ code: 'overview', severity: 'info', detail, evidence }];
}

function summaryOf(findings: readonly Found[]): string {
  if (findings.length === 0) return 'The tools have told nothing that would answer this.';
  return findings
    .slice(0, 3)
    .map(({ detail }) => detail)
    .join(' ');
}

const advice: Readonly<Record<string, readonly [action: string, text: string]>> = {
  out_of_stock: ['restock', 'Order more of the product that was missing.'],
  payment_declined: ['contact_customer', 'Ask the customer for another card.'],
  undeliverable: ['contact_customer', 'Ask the customer for another address.'],
  stuck: ['review', 'See which service has not answered.'],
  timed_out: ['review', 'See which service has not answered in time.'],
  in_progress: ['wait', 'The order goes on by itself: look again in a minute.'],
  compensation_unfinished: ['wait', 'What had been done is being undone: look again in a minute.'],
};

function recommendationOf(findings: readonly Found[], orderId: unknown): object {
  const code = findings.map((finding) => finding.code).find((candidate) => candidate in advice);
  const [action, text] = (code === undefined ? undefined : advice[code]) ?? ['none', 'Nothing is to be done.'];
  return { action, text, orderId: typeof orderId === 'string' ? orderId : null, amountMinor: null, deadLetterId: null };
}
