import type { Subject } from '../analyst.js';
import { adviceOf } from './advice.js';
import type { Answer } from './answer-schema.js';

type Recommended = Answer['recommendations'][number];

const mine: Subject = { kind: 'order', orderId: 'o-1' };
const question: Subject = { kind: 'question', question: 'What now?' };
const evidence = new Set(['order:o-1', 'order:o-2', 'dead-letter:d-1']);

function advise(change: Partial<Recommended>, subject: Subject = mine) {
  const recommended: Recommended = {
    action: 'refund',
    text: 'It is late.',
    orderId: 'o-1',
    amountMinor: null,
    deadLetterId: null,
  };
  return adviceOf({ ...recommended, ...change }, subject, evidence);
}

describe('what the model recommends', () => {
  it('can be approved when it is about an order that it has seen', () => {
    expect(advise({ amountMinor: 500 })).toEqual({
      recommendation: { action: 'refund', text: 'It is late.', orderId: 'o-1', proposalId: null },
      suggestion: { action: 'refund', orderId: 'o-1', amountMinor: 500, deadLetterId: null, reason: 'It is late.' },
    });
    expect(advise({ orderId: 'o-2', action: 'cancel' }).suggestion).toMatchObject({ orderId: 'o-2', action: 'cancel' });
  });

  it('is about the order in question when it names none', () => {
    expect(advise({ orderId: null }).suggestion).toMatchObject({ orderId: 'o-1' });
    expect(advise({ orderId: null }, question)).toMatchObject({
      recommendation: { action: 'review' },
      suggestion: null,
    });
  });

  it.each(['refund', 'cancel', 'resend'] as const)(
    'is for a person to look at: a %s of an order it has not seen',
    (action) => {
      expect(advise({ action, orderId: 'o-3' })).toEqual({
        recommendation: { action: 'review', text: 'It is late.', orderId: null, proposalId: null },
        suggestion: null,
      });
    },
  );

  it('can be the redrive of a dead letter that it has seen, and of no other', () => {
    expect(advise({ action: 'redrive', deadLetterId: 'd-1' }).suggestion).toMatchObject({ deadLetterId: 'd-1' });
    for (const deadLetterId of ['d-2', null]) {
      expect(advise({ action: 'redrive', deadLetterId })).toMatchObject({
        recommendation: { action: 'review' },
        suggestion: null,
      });
    }
  });

  it('has an amount for a refund alone', () => {
    expect(advise({ action: 'cancel', amountMinor: 500 }).suggestion).toMatchObject({ amountMinor: null });
  });

  it.each(['none', 'wait', 'review', 'contact_customer', 'restock'] as const)('is nothing to approve: %s', (action) => {
    expect(advise({ action })).toMatchObject({ recommendation: { action, orderId: 'o-1' }, suggestion: null });
  });
});
