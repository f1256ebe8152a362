import { caseFile } from '../testing/case-file.js';
import { after, cancelledFact, orderFact, stepFact, stepFacts } from '../testing/sample-facts.js';
import { slow, stuck, wayOfTheOrder } from './progress.rules.js';

const at = (seconds: number) => new Date(after(seconds));

describe('the way of an order', () => {
  it.each(['placed', 'stock_reserved', 'paid'] as const)('is in progress while it is %s', (status) => {
    expect(wayOfTheOrder(caseFile({ order: orderFact({ status }) }))).toMatchObject([
      { code: 'in_progress', severity: 'info', evidence: [orderFact().evidence] },
    ]);
  });

  it('cites the last event, and names the service that the order waits for', () => {
    const timeline = stepFacts('order.placed', 'inventory.reserved');
    const [finding] = wayOfTheOrder(caseFile({ order: orderFact({ status: 'stock_reserved' }), timeline }));
    expect(finding).toMatchObject({
      evidence: ['event:inventory.reserved'],
      detail: expect.stringContaining('payment') as string,
    });
  });

  it.each([
    ['confirmed', 'order.confirmed'],
    ['shipped', 'shipment.dispatched'],
    ['delivered', 'shipment.delivered'],
  ] as const)('is completed once it is %s, by the event %s', (status, event) => {
    const file = caseFile({ order: orderFact({ status }), timeline: [stepFact(event, 3)] });
    expect(wayOfTheOrder(file)).toMatchObject([{ code: 'completed', evidence: [`event:${event}`] }]);
  });

  it.each(['cancelling', 'cancelled'] as const)('is neither for one that is %s', (status) => {
    expect(wayOfTheOrder(caseFile({ order: cancelledFact('timed_out', { status }) }))).toEqual([]);
  });
});

describe('a stuck order', () => {
  const paid = {
    order: orderFact({ status: 'paid', updatedAt: after(5) }),
    timeline: [stepFact('payment.captured', 5)],
  };

  it('is one in which nothing has happened for more than a minute', () => {
    expect(stuck(caseFile({ ...paid, now: at(65) }))).toEqual([]);
    expect(stuck(caseFile({ ...paid, now: at(65.001) }))).toMatchObject([
      { code: 'stuck', severity: 'critical', evidence: ['event:payment.captured', paid.order.evidence] },
    ]);
  });

  it('is no longer said to be in progress', () => {
    expect(wayOfTheOrder(caseFile({ ...paid, now: at(66) }))).toEqual([]);
  });

  it('may be on its way back', () => {
    const order = cancelledFact('customer_request', { status: 'cancelling' });
    expect(stuck(caseFile({ order, now: at(63) }))).toHaveLength(1);
  });

  it.each(['confirmed', 'shipped', 'delivered', 'cancelled'] as const)('is none that is %s, however old', (status) => {
    expect(stuck(caseFile({ order: orderFact({ status }), now: at(9_999_999) }))).toEqual([]);
  });
});

describe('a slow order', () => {
  it('took more than half a minute to be confirmed', () => {
    const file = (seconds: number) =>
      caseFile({ order: orderFact({ status: 'confirmed' }), timeline: [stepFact('order.confirmed', seconds)] });
    expect(slow(file(30))).toEqual([]);
    expect(slow(file(30.001))).toMatchObject([{ code: 'slow', severity: 'warning' }]);
  });

  it('took as long to be cancelled', () => {
    const timeline = [stepFact('order.cancelled', 31)];
    expect(slow(caseFile({ order: cancelledFact('timed_out'), timeline }))).toMatchObject([{ code: 'slow' }]);
  });

  it('is none that was confirmed at once and cancelled the next day', () => {
    const timeline = [stepFact('order.confirmed', 1), stepFact('order.cancelled', 86_400)];
    expect(slow(caseFile({ order: cancelledFact('customer_request'), timeline }))).toEqual([]);
  });

  it('is none of whose end nothing is known', () => {
    expect(slow(caseFile({ order: orderFact({ status: 'confirmed' }), now: at(9_999) }))).toEqual([]);
  });
});
