import type { EvalCase, Step } from '../eval-case.js';

const aged: Step = { do: 'age', seconds: 61, since: 'now' };
const letters = (count: number): Step => ({ do: 'await-letters', count });
const cancel: Step = { do: 'cancel', until: 'cancelling' };
const halfWay = ['customer_request', 'compensation_unfinished'] as const;

const atStock = { order: { lines: [['EVAL-NO-RESERVATION', 1]] }, reaches: 'placed', level: 'low' } as const;
const atPayment = { order: { lines: [['EVAL-NO-CHARGE', 1]] }, reaches: 'stock_reserved', level: 'low' } as const;
const atShipping = { order: { lines: [['EVAL-NO-LABEL', 1]] }, reaches: 'paid', level: 'low' } as const;

/** Orders that have not ended: some never will by themselves. */
export const underWay: readonly EvalCase[] = [
  { ...atStock, title: 'stuck before stock', then: [letters(1), aged], expected: ['stuck'] },
  { ...atPayment, title: 'stuck before payment', then: [letters(1), aged], expected: ['stuck'] },
  { ...atShipping, title: 'stuck before shipping', then: [letters(1), aged], expected: ['stuck'] },
  {
    ...atStock,
    title: 'stuck before stock, for an administrator',
    then: [letters(1), aged],
    askedBy: 'admin',
    expected: ['stuck', 'dead_letter'],
  },
  {
    ...atPayment,
    title: 'stuck before payment, for an administrator',
    then: [letters(1), aged],
    askedBy: 'admin',
    expected: ['stuck', 'dead_letter'],
  },
  {
    ...atShipping,
    title: 'stuck before shipping, for an administrator',
    then: [letters(1), aged],
    askedBy: 'admin',
    expected: ['stuck', 'dead_letter'],
  },
  {
    ...atShipping,
    title: 'stuck, and somebody has discarded the messages',
    then: [letters(1), { do: 'discard-letters' }, aged],
    askedBy: 'admin',
    expected: ['stuck'],
  },
  { ...atStock, title: 'not stuck yet', then: [letters(1)], analysed: 'at-once', expected: ['in_progress'] },
  {
    ...atStock,
    title: 'not stuck yet, for an administrator',
    then: [letters(1)],
    askedBy: 'admin',
    analysed: 'at-once',
    expected: ['in_progress', 'dead_letter'],
  },
  { ...atPayment, title: 'waiting for payment', then: [letters(1)], analysed: 'at-once', expected: ['in_progress'] },
  { ...atShipping, title: 'waiting for shipping', then: [letters(1)], analysed: 'at-once', expected: ['in_progress'] },
  ...(['inventory-service', 'payment-service', 'shipping-service'] as const).map((service): EvalCase => ({
    title: `cancelled, and ${service} never undoes its part`,
    then: [{ do: 'silence', service }, cancel, letters(1), aged],
    expected: [...halfWay, 'stuck'],
    level: 'low',
  })),
  {
    title: 'cancelled, and two never undo their parts, for an administrator',
    then: [
      { do: 'silence', service: 'inventory-service' },
      { do: 'silence', service: 'shipping-service' },
      cancel,
      letters(2),
      aged,
    ],
    askedBy: 'admin',
    expected: [...halfWay, 'stuck', 'dead_letter'],
    level: 'low',
  },
  {
    title: 'declined, and the stock is never released',
    order: { lines: [['EVAL-NO-RELEASE', 1]], token: 'tok_declined' },
    reaches: 'cancelling',
    then: [letters(1), aged],
    expected: ['payment_declined', 'compensation_unfinished', 'stuck'],
    level: 'low',
  },
  {
    title: 'undeliverable, and the stock is never released',
    order: { lines: [['EVAL-NO-RELEASE', 1]], postalCode: '00000' },
    reaches: 'cancelling',
    then: [letters(1), aged],
    expected: ['undeliverable', 'compensation_unfinished', 'stuck'],
    level: 'low',
  },
  {
    title: 'being cancelled for some seconds',
    then: [{ do: 'silence', service: 'shipping-service' }, cancel, letters(1)],
    analysed: 'at-once',
    expected: halfWay,
    level: 'low',
  },
  {
    title: 'waiting for the payment provider, which is down',
    outage: 'payments',
    reaches: 'stock_reserved',
    expected: ['in_progress', 'circuit_open'],
    level: 'low',
  },
  {
    title: 'waiting for the carrier, which is down',
    outage: 'carrier',
    reaches: 'paid',
    expected: ['in_progress', 'circuit_open'],
    level: 'low',
  },
];
