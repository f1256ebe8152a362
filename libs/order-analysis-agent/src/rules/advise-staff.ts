import type { FindingCode, Risk } from '@shop/api-contracts';
import type { DeadLetterFact } from '../facts/fact.js';
import { advise, propose } from './advice.js';
import type { Advice } from './advice.js';
import type { CaseFile } from './case-file.js';
import { timeUnderWay } from './shipment.rules.js';
import { awaitedBy } from './steps.js';
import { listed, serviceText } from './wording.js';

const LETTERS = 5;
const PROBABLY_LOST_AFTER_MS = 14 * 86_400_000;

interface Situation {
  readonly file: CaseFile;
  readonly codes: ReadonlySet<FindingCode>;
  readonly risk: Risk;
}

/** What support may do about an order; at least one line, if only that nothing is to be done. */
export function adviseStaff(situation: Situation): readonly Advice[] {
  const all = [
    ...aboutOperations(situation),
    ...aboutTheEnd(situation),
    ...aboutTheParcel(situation),
    ...aboutTheRisk(situation),
  ];
  if (all.length > 0) return all;
  const { orderId } = situation.file.order;
  return [
    situation.codes.has('in_progress')
      ? advise('wait', 'The order goes on by itself; nothing is to be done.', orderId)
      : advise('none', 'Nothing is to be done.', orderId),
  ];
}

function aboutOperations({ file, codes }: Situation): readonly Advice[] {
  const { orderId } = file.order;
  const letters = file.deadLetters.filter(({ status }) => status === 'open').slice(0, LETTERS);
  const redrives = letters.map((letter) => aboutLetter(letter, file));
  const awaited = listed(awaitedBy(file).map(serviceText)) || 'the order';
  if (codes.has('circuit_open')) {
    return [
      ...redrives,
      advise('wait', `It goes on by itself as soon as the other side of ${awaited} answers.`, orderId),
    ];
  }
  if (codes.has('stuck')) {
    return [
      ...redrives,
      advise('review', `Find out why ${awaited} does not answer: its log, its dead letters.`, orderId),
    ];
  }
  if (codes.has('compensation_unfinished')) {
    return [...redrives, advise('wait', `The cancellation ends by itself when ${awaited} has answered.`, orderId)];
  }
  return redrives;
}

/** What an order that has been given up was waiting for would change nothing any more. */
function aboutLetter({ deadLetterId, service, kind }: DeadLetterFact, { order }: CaseFile): Advice {
  const { orderId, status } = order;
  if (status === 'cancelled') {
    return advise('review', `The order has ended without the message ${kind} for ${service}: discard it.`, orderId);
  }
  return propose('redrive', `Once its cause is gone, put the message ${kind} back for ${service}.`, orderId, {
    deadLetterId,
  });
}

function aboutTheEnd({ file, codes }: Situation): readonly Advice[] {
  const { orderId, items } = file.order;
  if (codes.has('restocked')) {
    return [advise('contact_customer', 'Tell the customer that it can be ordered again.', orderId)];
  }
  if (codes.has('out_of_stock')) {
    return [
      advise('restock', `Order more of ${listed(items.map(({ sku }) => sku))}, or offer something else.`, orderId),
    ];
  }
  if (codes.has('payment_declined') && !codes.has('repeated_declines')) {
    return [advise('contact_customer', 'Ask the customer to order again with another card.', orderId)];
  }
  if (codes.has('undeliverable')) {
    return [advise('contact_customer', 'Ask the customer for an address that the carrier delivers to.', orderId)];
  }
  if (codes.has('timed_out')) {
    return [
      advise('contact_customer', 'Apologise, and ask the customer to order again.', orderId),
      advise('review', 'Find out what kept the order: circuits, dead letters and logs of that time.', orderId),
    ];
  }
  return [];
}

function aboutTheParcel({ file, codes }: Situation): readonly Advice[] {
  if (!codes.has('shipment_delayed')) return [];
  const { order } = file;
  const { orderId } = order;
  if (order.status === 'confirmed') {
    return [
      advise('review', 'Ask the warehouse why the parcel has not left.', orderId),
      advise('contact_customer', 'Tell the customer that it will take longer.', orderId),
    ];
  }
  if (timeUnderWay(file) <= PROBABLY_LOST_AFTER_MS || codes.has('refunded')) {
    return [
      advise('contact_customer', 'Ask the carrier where the parcel is, and tell the customer.', orderId),
      propose('resend', 'Send the customer the news of the parcel again.', orderId),
    ];
  }
  return [
    advise('contact_customer', 'Tell the customer that the parcel is probably lost.', orderId),
    propose('refund', 'The parcel is probably lost: give the money back.', orderId),
  ];
}

const stillToShip: ReadonlySet<string> = new Set(['placed', 'stock_reserved', 'paid', 'confirmed']);

function aboutTheRisk({ file, risk }: Situation): readonly Advice[] {
  const { orderId, status } = file.order;
  if (risk.level === 'low') return [];
  if (!stillToShip.has(status)) {
    return [advise('review', 'Look at what else the customer orders: this order looks suspicious.', orderId)];
  }
  const review = advise('review', 'Check the order by hand before the parcel leaves.', orderId);
  if (risk.level === 'medium') return [review];
  return [review, propose('cancel', `Cancel before the parcel leaves: risk ${risk.score} of 100.`, orderId)];
}
