import type { EvalCase } from '../eval-case.js';

const flaky = { token: 'tok_flaky' };

/** Orders that stand, whatever money went back. */
export const completed: readonly EvalCase[] = [
  { title: 'all goes well', expected: ['completed'], level: 'low' },
  {
    title: 'two lines',
    order: {
      lines: [
        ['EVAL-TEA', 1],
        ['EVAL-CUP', 1],
      ],
    },
    expected: ['completed'],
    level: 'low',
  },
  { title: 'one piece', order: { lines: [['EVAL-CUP', 1]] }, expected: ['completed'], level: 'low' },
  { title: 'nothing to pay', order: { lines: [['EVAL-LEAFLET', 1]] }, expected: ['completed'], level: 'low' },
  { title: 'the parcel has left', then: [{ do: 'ship' }], expected: ['completed'], level: 'low' },
  { title: 'delivered', then: [{ do: 'ship' }, { do: 'deliver' }], expected: ['completed'], level: 'low' },
  { title: 'the provider is slow', order: { token: 'tok_slow' }, expected: ['completed'], level: 'low' },
  { title: 'the provider fails twice', order: flaky, expected: ['completed', 'payment_retried'], level: 'low' },
  {
    title: 'the provider fails twice, then all goes well',
    order: flaky,
    then: [{ do: 'ship' }, { do: 'deliver' }],
    expected: ['completed', 'payment_retried'],
    level: 'low',
  },
  {
    title: 'some money back',
    then: [{ do: 'refund', amountMinor: 500 }],
    expected: ['completed', 'partially_refunded'],
    level: 'low',
  },
  {
    title: 'some money back, twice',
    then: [
      { do: 'refund', amountMinor: 500 },
      { do: 'refund', amountMinor: 700 },
    ],
    expected: ['completed', 'partially_refunded'],
    level: 'low',
  },
  {
    title: 'some money back after delivery',
    then: [{ do: 'ship' }, { do: 'deliver' }, { do: 'refund', amountMinor: 4_999 }],
    expected: ['completed', 'partially_refunded'],
    level: 'low',
  },
  { title: 'all money back', then: [{ do: 'refund' }], expected: ['completed', 'refunded'], level: 'low' },
  {
    title: 'all money back in two parts',
    then: [{ do: 'refund', amountMinor: 2_000 }, { do: 'refund' }],
    expected: ['completed', 'refunded'],
    level: 'low',
  },
  {
    title: 'all money back after delivery',
    then: [{ do: 'ship' }, { do: 'deliver' }, { do: 'refund' }],
    expected: ['completed', 'refunded'],
    level: 'low',
  },
  {
    title: 'two attempts too many, and some money back',
    order: flaky,
    then: [{ do: 'refund', amountMinor: 1_000 }],
    expected: ['completed', 'payment_retried', 'partially_refunded'],
    level: 'low',
  },
  {
    title: 'label only after half a minute',
    order: { lines: [['EVAL-LATE-LABEL', 1]] },
    reaches: 'paid',
    then: [
      { do: 'await-letters', count: 1 },
      { do: 'age', seconds: 31, since: 'placed' },
      { do: 'mend', sku: 'EVAL-LATE-LABEL' },
      { do: 'redrive-letters' },
      { do: 'await', status: 'confirmed' },
    ],
    askedBy: 'admin',
    expected: ['completed', 'slow'],
    level: 'low',
  },
  {
    title: 'stock only after half a minute',
    order: { lines: [['EVAL-LATE-RESERVATION', 1]] },
    reaches: 'placed',
    then: [
      { do: 'await-letters', count: 1 },
      { do: 'age', seconds: 31, since: 'placed' },
      { do: 'mend', sku: 'EVAL-LATE-RESERVATION' },
      { do: 'redrive-letters' },
      { do: 'await', status: 'confirmed' },
    ],
    askedBy: 'admin',
    expected: ['completed', 'slow'],
    level: 'low',
  },
];
