import { caseFile } from '../testing/case-file.js';
import { after, cancelledFact, stepFact } from '../testing/sample-facts.js';
import { cause, compensated, compensationUnfinished } from './cancellation.rules.js';

const began = stepFact('order.cancellation-started', 2);

describe('the cause of a cancellation', () => {
  it.each([
    ['out_of_stock', 'inventory.rejected', 'warning'],
    ['payment_declined', 'payment.declined', 'warning'],
    ['undeliverable', 'shipment.rejected', 'warning'],
    ['timed_out', 'order.cancellation-started', 'critical'],
    ['customer_request', 'order.cancellation-started', 'info'],
  ] as const)('%s cites the event %s', (reason, event, severity) => {
    const timeline = [stepFact('order.placed', 0), stepFact(event, 1), began];
    expect(cause(caseFile({ order: cancelledFact(reason), timeline }))).toMatchObject([
      { code: reason, severity, evidence: [`event:${event}`] },
    ]);
  });

  it('cites the order when the timeline cannot be read', () => {
    const order = cancelledFact('payment_declined');
    expect(cause(caseFile({ order }))).toMatchObject([{ evidence: [order.evidence] }]);
  });

  it('says what was short, and why a card was declined', () => {
    const short = [stepFact('inventory.rejected', 1, 'TEA: 5 wanted, 3 left')];
    expect(cause(caseFile({ order: cancelledFact('out_of_stock'), timeline: short }))[0]?.detail).toBe(
      'There was not enough in stock: TEA: 5 wanted, 3 left.',
    );
    const declined = [stepFact('payment.declined', 1, 'insufficient_funds')];
    expect(cause(caseFile({ order: cancelledFact('payment_declined'), timeline: declined }))[0]?.detail).toBe(
      'The payment was declined: not enough money on the card.',
    );
  });

  it('says whose answer was missing when the time was over', () => {
    const file = (...events: string[]) =>
      caseFile({ order: cancelledFact('timed_out'), timeline: events.map((event) => stepFact(event, 1)) });
    expect(cause(file('order.placed'))[0]?.detail).toContain('the stock');
    expect(cause(file('inventory.reserved'))[0]?.detail).toContain('the payment');
    expect(cause(file('inventory.reserved', 'payment.captured'))[0]?.detail).toContain('the shipping label');
  });

  it('quotes what the customer wrote, without contacts and in one line', () => {
    const order = cancelledFact('customer_request', { detail: 'call me\nat ada@example.org' });
    expect(cause(caseFile({ order }))[0]?.detail).toBe('The cancellation was asked for: “call me at ********”.');
  });
});

describe('an unfinished compensation', () => {
  const order = cancelledFact('customer_request', { status: 'cancelling' });

  it('names who has not answered since the cancellation began', () => {
    const timeline = [stepFact('payment.refunded', 1), began, stepFact('inventory.released', 3)];
    expect(compensationUnfinished(caseFile({ order, timeline }))).toMatchObject([
      {
        severity: 'warning',
        detail: expect.stringMatching(/payment and shipping have not answered/) as string,
        evidence: ['event:order.cancellation-started'],
      },
    ]);
  });

  it('is critical once nothing has happened for a minute', () => {
    const file = caseFile({ order, timeline: [began], now: new Date(after(70)) });
    expect(compensationUnfinished(file)).toMatchObject([{ severity: 'critical' }]);
  });

  it('is over when the order is cancelled', () => {
    expect(compensationUnfinished(caseFile({ order: cancelledFact('customer_request') }))).toEqual([]);
  });
});

describe('a finished compensation', () => {
  it('says what each of the three has undone, and cites all of them', () => {
    const timeline = [
      began,
      stepFact('inventory.released', 3, '2 × TEA'),
      stepFact('payment.refunded', 3, '50.00 USD'),
      stepFact('shipment.cancelled', 4, 'there was no label'),
    ];
    expect(compensated(caseFile({ order: cancelledFact('customer_request'), timeline }))).toEqual([
      {
        code: 'compensated',
        severity: 'info',
        detail: 'Everything is undone (inventory: 2 × TEA; payment: 50.00 USD; shipment: there was no label).',
        evidence: ['event:inventory.released', 'event:payment.refunded', 'event:shipment.cancelled'],
      },
    ]);
  });

  it('is not said of one that still goes on', () => {
    expect(compensated(caseFile({ order: cancelledFact('timed_out', { status: 'cancelling' }) }))).toEqual([]);
  });
});
