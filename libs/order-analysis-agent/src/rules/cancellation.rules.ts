import type { Finding } from '@shop/api-contracts';
import type { CancellationCause, StepFact } from '../facts/fact.js';
import { plainText } from '../tools/tell.js';
import type { CaseFile } from './case-file.js';
import { found, nothing } from './finding.js';
import type { Rule } from './finding.js';
import { awaitedBy, evidenceOf, nameOf, quietFor, stepOf } from './steps.js';
import { durationText, listed, serviceText } from './wording.js';

interface Cause {
  /** The event that says so. */
  readonly event: string;
  readonly severity: Finding['severity'];
  readonly detail: (told: string | null, file: CaseFile) => string;
}

const started = 'order.cancellation-started';

const causes: Readonly<Record<CancellationCause, Cause>> = {
  out_of_stock: {
    event: 'inventory.rejected',
    severity: 'warning',
    detail: (told) => `There was not enough in stock${told ? `: ${told}` : ''}.`,
  },
  payment_declined: {
    event: 'payment.declined',
    severity: 'warning',
    detail: (told) => `The payment was declined${told ? `: ${declineText(told)}` : ''}.`,
  },
  undeliverable: {
    event: 'shipment.rejected',
    severity: 'warning',
    detail: () => 'The carrier does not deliver to the address.',
  },
  timed_out: {
    event: started,
    severity: 'critical',
    detail: (_, file) => `The order was not confirmed in time; what was missing: ${missingAnswer(file)}.`,
  },
  customer_request: {
    event: started,
    severity: 'info',
    detail: (_, { order }) => {
      const reason = order.cancellation?.detail;
      return `The cancellation was asked for${reason ? `: “${plainText(reason, 200)}”` : ''}.`;
    },
  },
};

/** Why the order has been, or is being, cancelled. Cites the event that was the reason. */
export const cause: Rule = (file) => {
  const { cancellation } = file.order;
  if (!cancellation) return nothing;
  const { event, severity, detail } = causes[cancellation.reason];
  const told = stepOf(file, event)?.detail ?? cancellation.detail;
  return found(cancellation.reason, severity, detail(told && plainText(told, 200), file), evidenceOf(file, event));
};

/** A compensation never gives up, so one that goes on for long is waiting for somebody who does not answer. */
export const compensationUnfinished: Rule = (file) => {
  if (file.order.status !== 'cancelling') return nothing;
  const began = stepOf(file, started);
  const silent = awaitedBy(file).map(serviceText);
  const since = began ? ` for ${durationText(file.now.getTime() - Date.parse(began.at))}` : '';
  const detail =
    silent.length === 0
      ? 'The cancellation is about to end: all have undone their part.'
      : `The cancellation has been going on${since}: ${listed(silent)} ${silent.length === 1 ? 'has' : 'have'} not answered yet.`;
  return found('compensation_unfinished', quietFor(file) > 60_000 ? 'critical' : 'warning', detail, [
    began?.evidence ?? file.order.evidence,
  ]);
};

const undoing = ['inventory.released', 'payment.refunded', 'shipment.cancelled'];

/** Cancelled, and everything that had been done is undone. */
export const compensated: Rule = (file) => {
  if (file.order.status !== 'cancelled') return nothing;
  const undone = undoing.flatMap((name) => stepOf(file, name) ?? []);
  const evidence = undone.length > 0 ? undone.map(({ evidence }) => evidence) : [file.order.evidence];
  return found('compensated', 'info', `Everything is undone${undoneText(undone)}.`, evidence);
};

function undoneText(steps: readonly StepFact[]): string {
  const told = steps.flatMap(({ event, detail }) => (detail === null ? [] : [`${partOf(event)}: ${detail}`]));
  return told.length === 0 ? '' : ` (${told.join('; ')})`;
}

function partOf(event: string): string {
  return nameOf(event).split('.')[0] ?? '';
}

function declineText(code: string): string {
  if (code === 'insufficient_funds') return 'not enough money on the card';
  if (code === 'card_declined') return 'the bank refused the card';
  return code;
}

/** Forwards they answer one after the other: the first who has not is the one that kept the order. */
function missingAnswer(file: CaseFile): string {
  if (!stepOf(file, 'inventory.reserved')) return 'the stock';
  if (!stepOf(file, 'payment.captured')) return 'the payment';
  return stepOf(file, 'shipment.created') ? 'the confirmation' : 'the shipping label';
}
