import type { Finding, Risk } from '@shop/api-contracts';
import { amountText } from '@shop/kernel';
import { describeTool } from './tool-words.js';
import type { Advice } from './advice.js';
import type { CaseFile } from './case-file.js';
import type { Missing } from './readings.js';
import { counted, listed, timeText } from './wording.js';

const LINES = 3;

/** What happened, why, what is undone, how risky it is, what to do: some sentences for a person who has the customer on the phone. */
export function summaryOf(file: CaseFile, findings: readonly Finding[], risk: Risk, advice: readonly Advice[]): string {
  return [
    opening(file),
    ...findings.map(({ detail }) => asSentence(detail)),
    ...(file.rights === 'owner' ? [] : [riskSentence(findings, risk)]),
    ...unreadSentences(file.missing),
    ...nextStep(advice),
  ].join(' ');
}

function opening({ order }: CaseFile): string {
  const lines = order.items.slice(0, LINES).map(({ sku, quantity }) => `${quantity} × ${sku}`);
  const more = order.items.length - lines.length;
  const what = listed(more > 0 ? [...lines, counted(more, 'more line')] : lines);
  const state =
    order.status === 'cancelled' || order.status === 'cancelling' ? ` It is ${cancelledText(order.status)}.` : '';
  return `The order of ${what} for ${amountText(order.total)} was placed on ${timeText(order.placedAt)}.${state}`;
}

function cancelledText(status: 'cancelled' | 'cancelling'): string {
  return status === 'cancelled' ? 'cancelled' : 'being cancelled';
}

const reasons: Readonly<Partial<Record<Finding['code'], string>>> = {
  repeated_declines: 'repeated declines',
  velocity: 'many orders in a short time',
  amount_outlier: 'an unusual amount',
  address_reuse: 'an address that others use',
  quantity_outlier: 'an unusual quantity',
  payment_declined: 'a declined payment',
  undeliverable: 'an address that nobody delivers to',
};

function riskSentence(findings: readonly Finding[], { score, level }: Risk): string {
  if (score === 0) return 'Nothing about it looks risky.';
  const because = findings.flatMap(({ code }) => reasons[code] ?? []);
  return `Its risk is ${level} (${score} of 100): ${listed(because)}.`;
}

/** Said, so that nobody takes what could not be seen for what is not there. */
export function unreadSentences(missing: readonly Missing[]): readonly string[] {
  if (missing.length === 0) return [];
  return [`Not seen, because it could not be read: ${listed(missing.map(({ tool }) => describeTool(tool)))}.`];
}

function nextStep(advice: readonly Advice[]): readonly string[] {
  const [first] = advice;
  return first ? [first.recommendation.text] : [];
}

function asSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
