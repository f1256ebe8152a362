import { analysis } from '@shop/api-contracts';
import type { AnalysisEvent } from '@shop/api-contracts';
import { forbidden, money, unavailable } from '@shop/kernel';
import type { AnalysisRequest } from '../analyst.js';
import type { OrderFact } from '../facts/fact.js';
import {
  after,
  cancelledFact,
  comparisonFact,
  customerFact,
  orderFact,
  paymentFact,
  sampleCustomerId,
  sampleOrderId,
  stepFact,
} from '../testing/sample-facts.js';
import { ScriptedFacts } from '../testing/scripted-facts.js';
import type { ScriptedShop } from '../testing/scripted-shop.js';
import { analyseByRules } from './analyse-by-rules.js';

const clock = { now: () => new Date(after(10)) };

const declined: ScriptedShop = {
  orders: [cancelledFact('payment_declined')],
  timelines: {
    [sampleOrderId]: [
      stepFact('order.placed', 0),
      stepFact('inventory.reserved', 0.1),
      stepFact('payment.declined', 0.2, 'insufficient_funds'),
      stepFact('order.cancellation-started', 0.3, 'payment_declined'),
      stepFact('inventory.released', 0.4, '2 × TEA'),
      stepFact('payment.refunded', 0.4, 'nothing had been taken'),
      stepFact('shipment.cancelled', 0.4, 'there was no label'),
      stepFact('order.cancelled', 0.5, 'payment_declined'),
    ],
  },
  payments: { [sampleOrderId]: paymentFact({ status: 'declined' }) },
  customers: { [sampleCustomerId]: customerFact() },
  comparisons: { [sampleOrderId]: comparisonFact() },
};

function request(facts: ScriptedFacts, change: Partial<AnalysisRequest> = {}): AnalysisRequest {
  return {
    subject: { kind: 'order', orderId: sampleOrderId },
    facts,
    payer: 'somebody',
    depth: 'quick',
    trigger: 'request',
    signal: new AbortController().signal,
    ...change,
  };
}

const codesOf = ({ analysis: { findings } }: Awaited<ReturnType<typeof analyseByRules>>) =>
  findings.map(({ code }) => code);

describe('an analysis by rules', () => {
  it('says what happened, why, what is undone, how risky it is and what to do', async () => {
    const { analysis: found } = await analyseByRules(request(new ScriptedFacts('support', declined)), clock);
    expect(found.summary).toBe(
      'The order of 2 × TEA for 50.00 USD was placed on 21 November 2026 at 10:00 UTC. It is cancelled. ' +
        'The payment was declined: not enough money on the card. ' +
        'Everything is undone (inventory: 2 × TEA; payment: nothing had been taken; shipment: there was no label). ' +
        'Its risk is low (10 of 100): a declined payment. ' +
        'Ask the customer to order again with another card.',
    );
    expect(found.risk).toEqual({ score: 10, level: 'low' });
  });

  it('is an answer as the contract has it, labelled as one of the rules', async () => {
    const result = await analyseByRules(request(new ScriptedFacts('admin', declined)), clock);
    expect(analysis.parse(result.analysis)).toEqual(result.analysis);
    expect(result.analysis).toMatchObject({ source: 'rules', model: null, degraded: null, usage: { modelCalls: 0 } });
    expect(result.suggestions).toHaveLength(result.analysis.recommendations.length);
  });

  it('cites nothing but what it has read', async () => {
    const facts = new ScriptedFacts('admin', declined);
    const { analysis: found } = await analyseByRules(request(facts), clock);
    const signal = new AbortController().signal;
    const known = new Set([
      (await facts.order(sampleOrderId, signal)).evidence,
      ...(await facts.timeline(sampleOrderId, signal)).map(({ evidence }) => evidence),
    ]);
    const cited = found.findings.flatMap(({ evidence }) => evidence);
    expect(cited.length).toBeGreaterThan(0);
    expect(cited.filter((evidence) => !known.has(evidence))).toEqual([]);
  });

  it('counts the customer’s orders back from the moment at which the order was placed', async () => {
    const facts = new ScriptedFacts('support', declined);
    await analyseByRules(request(facts), clock);
    expect(facts.calls).toContain(`customer:${sampleCustomerId}@${after(0)}`);
  });

  it('leaves out what cannot be had, and says so', async () => {
    const failures = {
      customer: unavailable('x.unavailable', 'down'),
      comparison: forbidden('x.forbidden', 'no'),
      circuits: unavailable('x.unavailable', 'down'),
    };
    const { analysis: found } = await analyseByRules(
      request(new ScriptedFacts('support', { ...declined, failures })),
      clock,
    );
    expect(found.findings.map(({ code }) => code)).toEqual(['payment_declined', 'compensated']);
    expect(found.summary).toContain(
      "Not seen, because it could not be read: the customer's history, the comparison with other orders and the circuits.",
    );
    expect(found.toolCalls).toContainEqual(expect.objectContaining({ tool: 'get_circuits', outcome: 'error' }));
  });

  it('cites the order where even the timeline is away', async () => {
    const failures = { timeline: unavailable('x.unavailable', 'down') };
    const result = await analyseByRules(request(new ScriptedFacts('support', { ...declined, failures })), clock);
    expect(codesOf(result)).toContain('payment_declined');
    expect(result.analysis.findings[0]?.evidence).toEqual([`order:${sampleOrderId}`]);
  });

  it('has nothing to say of an order that is not there', async () => {
    await expect(analyseByRules(request(new ScriptedFacts('admin', {})), clock)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('ends when nobody waits for it any more', async () => {
    const gone = new AbortController();
    gone.abort(new Error('gone'));
    const facts = new ScriptedFacts('admin', declined);
    await expect(analyseByRules(request(facts, { signal: gone.signal }), clock)).rejects.toThrow('gone');
    expect(facts.calls).toEqual([]);
  });

  it('tells of each read while it goes on, and of the summary at the end', async () => {
    const events: AnalysisEvent[] = [];
    const onProgress = (event: AnalysisEvent) => void events.push(event);
    const { analysis: found } = await analyseByRules(
      request(new ScriptedFacts('support', declined), { onProgress }),
      clock,
    );
    const of = (name: AnalysisEvent['event']) => events.filter(({ event }) => event === name);
    expect(of('tool_call')).toHaveLength(found.toolCalls.length);
    expect(of('tool_result')).toHaveLength(found.toolCalls.length);
    expect(events.at(-1)).toEqual({ event: 'text', data: { text: found.summary } });
  });
});

describe('a customer who asks about their own order', () => {
  const asOwner = (customerId: string) => new ScriptedFacts('owner', declined, customerId);

  it('is told what happened and what they can do, with nothing for anybody to approve', async () => {
    const { analysis: found, suggestions } = await analyseByRules(request(asOwner(sampleCustomerId)), clock);
    expect(found.summary).toContain('You can order again with another card.');
    expect(found.summary).not.toContain('risk');
    expect(suggestions).toEqual([null]);
  });

  it('causes no read that is not for customers', async () => {
    const facts = asOwner(sampleCustomerId);
    await analyseByRules(request(facts), clock);
    expect(facts.calls.map((call) => call.split(':')[0])).toEqual([
      'order',
      'timeline',
      'payment',
      'shipment',
      'customer',
    ]);
  });

  it('learns nothing of somebody else’s', async () => {
    await expect(analyseByRules(request(asOwner('somebody-else')), clock)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('an order that looks dishonest', () => {
  const shop = (status: OrderFact['status']): ScriptedShop => ({
    orders: [orderFact({ status, total: money(99_900, 'USD') })],
    customers: { [sampleCustomerId]: customerFact({ lastHour: 7, declinesLastDay: 3 }) },
  });

  it('is to be reviewed and, while it can be, proposed to be cancelled', async () => {
    const result = await analyseByRules(request(new ScriptedFacts('support', shop('confirmed'))), clock);
    expect(result.analysis.risk).toEqual({ score: 65, level: 'high' });
    expect(result.analysis.recommendations.map(({ action }) => action)).toEqual(['review', 'cancel']);
    expect(result.suggestions).toMatchObject([null, { action: 'cancel', orderId: sampleOrderId, amountMinor: null }]);
  });

  it('does not tell the customer what is suspicious about it, nor how much', async () => {
    const facts = new ScriptedFacts('owner', shop('confirmed'), sampleCustomerId);
    const { analysis: found } = await analyseByRules(request(facts), clock);
    expect(found.findings.map(({ code }) => code)).toEqual(['completed']);
    expect(found.risk).toEqual({ score: 0, level: 'low' });
    expect(found.summary).not.toMatch(/declined|hour/);
  });

  it('is not proposed to be cancelled once it has left', async () => {
    const result = await analyseByRules(request(new ScriptedFacts('support', shop('shipped'))), clock);
    expect(result.suggestions).toEqual([null]);
  });
});
