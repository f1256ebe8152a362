import type { DeadLetterFact } from '../facts/fact.js';
import { caseFile } from '../testing/case-file.js';
import { after, cancelledFact, orderFact, shipmentFact, stepFacts } from '../testing/sample-facts.js';
import { adviseStaff } from './advise-staff.js';
import type { CaseFile } from './case-file.js';
import { findingsOf } from './find.js';
import { riskOf } from './risk-score.js';

function adviceFor(file: CaseFile) {
  const findings = findingsOf(file);
  return adviseStaff({ file, codes: new Set(findings.map(({ code }) => code)), risk: riskOf(findings) });
}

const actions = (file: CaseFile) => adviceFor(file).map(({ recommendation: { action } }) => action);
const later = (days: number) => new Date(after(days * 86_400));

const letter: DeadLetterFact = {
  evidence: 'dead-letter:shipping-service.7',
  deadLetterId: 'shipping-service.7',
  service: 'shipping-service',
  status: 'open',
  kind: 'shop.payment.captured.v1',
  handler: 'onPaymentCaptured',
  error: 'Error',
  attempts: 5,
  firstFailedAt: after(1),
};

describe('the advice to staff', () => {
  it('is to wait for an order on its way, and nothing for one that has arrived', () => {
    expect(actions(caseFile())).toEqual(['wait']);
    expect(actions(caseFile({ order: orderFact({ status: 'delivered' }) }))).toEqual(['none']);
  });

  it('is to redrive what could not be handled, for an administrator to approve', () => {
    const [first] = adviceFor(caseFile({ deadLetters: [letter, { ...letter, status: 'discarded' }] }));
    expect(first?.suggestion).toMatchObject({ action: 'redrive', deadLetterId: 'shipping-service.7' });
  });

  it('is to discard a message that the order has ended without', () => {
    const order = cancelledFact('customer_request');
    expect(actions(caseFile({ order, deadLetters: [letter] }))).toEqual(['review']);
  });

  it('is to review a stuck order, or to wait if somebody outside is down', () => {
    const file = {
      order: orderFact({ status: 'paid' }),
      timeline: stepFacts('inventory.reserved', 'payment.captured'),
    };
    const circuit = {
      evidence: 'circuit:x',
      service: 'shipping-service',
      name: 'carrier',
      state: 'open',
      opened: 1,
    } as const;
    expect(actions(caseFile({ ...file, now: later(1) }))).toEqual(['review']);
    expect(actions(caseFile({ ...file, now: later(1), circuits: [circuit] }))).toEqual(['wait']);
  });

  it.each([
    ['out_of_stock', ['restock']],
    ['payment_declined', ['contact_customer']],
    ['undeliverable', ['contact_customer']],
    ['timed_out', ['contact_customer', 'review']],
    ['customer_request', ['none']],
  ] as const)('after %s is %j', (reason, expected) => {
    expect(actions(caseFile({ order: cancelledFact(reason) }))).toEqual(expected);
  });

  it('is to tell the customer when there is enough again', () => {
    const stock = [{ evidence: 'stock:TEA', sku: 'TEA', available: 9, onHand: null, reserved: null }];
    expect(actions(caseFile({ order: cancelledFact('out_of_stock'), stock }))).toEqual(['contact_customer']);
  });

  it('is to give the money back for a parcel on its way for over two weeks, and not before', () => {
    const shipment = shipmentFact('in_transit', { at: after(0), status: 'in_transit' });
    const file = { order: orderFact({ status: 'shipped' }), shipment };
    expect(actions(caseFile({ ...file, now: later(14) }))).toEqual(['contact_customer', 'resend']);
    expect(actions(caseFile({ ...file, now: later(15) }))).toEqual(['contact_customer', 'refund']);
  });

  it('proposes nothing that needs no approval, and names the order with all that does', () => {
    const all = [
      ...adviceFor(caseFile({ deadLetters: [letter] })),
      ...adviceFor(caseFile({ order: cancelledFact('timed_out') })),
    ];
    for (const { recommendation, suggestion } of all) {
      const needsApproval = ['refund', 'cancel', 'resend', 'redrive'].includes(recommendation.action);
      expect(suggestion?.action).toBe(needsApproval ? recommendation.action : undefined);
    }
  });
});
