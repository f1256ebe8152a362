import type { CancellationCause, OrderState } from '../../facts/fact.js';

const HOUR_MS = 3_600_000;
const MAX_HOURS = 720;

/** What a question asks for, as far as its words show it. */
export interface Wish {
  /** How far back from now the window begins. */
  readonly hours: number;
  /** Where it ends, RFC 3339; undefined: now. */
  readonly before: string | undefined;
  readonly window: string;
  readonly reason: CancellationCause | undefined;
  readonly status: OrderState | undefined;
  readonly aboutStuck: boolean;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

/** The id of the order that a question names. */
export function orderIn(question: string): string | undefined {
  return UUID.exec(question)?.[0].toLowerCase();
}

const reasons: readonly (readonly [RegExp, CancellationCause])[] = [
  [/\b(declin\w*|refused card\w*|insufficient|payment_declined)\b/i, 'payment_declined'],
  [/\b(out.of.stock|stock|sold out|restock\w*)\b/i, 'out_of_stock'],
  [/\b(undeliver\w*|address\w*)\b/i, 'undeliverable'],
  [/\b(time[ds]?[ _-]?out\w*|deadline\w*)\b/i, 'timed_out'],
  [/\b(customer_request|changed (his|her|their) mind|on request)\b/i, 'customer_request'],
];

/** The longer names first: "stock_reserved" is not about what is out of stock. */
const statuses: readonly (readonly [RegExp, OrderState])[] = [
  [/\bstock[ _]reserved\b/i, 'stock_reserved'],
  [/\bcancelling\b/i, 'cancelling'],
  [/\bcancell?ed\b/i, 'cancelled'],
  [/\bconfirmed\b/i, 'confirmed'],
  [/\bshipped\b/i, 'shipped'],
  [/\bdelivered\b/i, 'delivered'],
  [/\bpaid\b/i, 'paid'],
];

export function readQuestion(question: string, now: Date): Wish {
  const status = statuses.find(([words]) => words.test(question))?.[1];
  const reason = reasons.find(([words]) => words.test(question))?.[1];
  return {
    ...windowOf(question, now),
    reason: status === 'stock_reserved' ? undefined : reason,
    status,
    aboutStuck: /\b(stuck|hang\w*|hung|stalled)\b/i.test(question),
  };
}

function windowOf(question: string, now: Date): Pick<Wish, 'hours' | 'before' | 'window'> {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const sinceMidnight = Math.max(1, Math.ceil((now.getTime() - midnight) / HOUR_MS));
  if (/\btoday\b/i.test(question)) return { hours: sinceMidnight, before: undefined, window: 'today (UTC)' };
  if (/\byesterday\b/i.test(question)) {
    return { hours: sinceMidnight + 24, before: new Date(midnight).toISOString(), window: 'since yesterday (UTC)' };
  }
  const [, count, unit = ''] = /\b(?:last|past)\s+(\d{1,4})?\s*(hour|day|week|month)s?\b/i.exec(question) ?? [];
  if (unit === '') return { hours: 24, before: undefined, window: 'in the last 24 hours' };
  const hours = Math.min(MAX_HOURS, Math.max(1, Number(count ?? 1)) * hoursIn(unit));
  return { hours, before: undefined, window: `in the last ${hours} hours` };
}

function hoursIn(unit: string): number {
  switch (unit.toLowerCase()) {
    case 'hour':
      return 1;
    case 'day':
      return 24;
    case 'week':
      return 168;
    default:
      return MAX_HOURS;
  }
}
