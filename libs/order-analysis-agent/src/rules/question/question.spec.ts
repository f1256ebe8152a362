import type { CircuitFact, OverviewFact } from '../../facts/fact.js';
import { ScriptedFacts } from '../../testing/scripted-facts.js';
import type { ScriptedShop } from '../../testing/scripted-shop.js';
import { after, customerFact, orderFact, sampleCustomerId, sampleOrderId } from '../../testing/sample-facts.js';
import { analyseByRules } from '../analyse-by-rules.js';
import { readQuestion } from './read-question.js';

const now = new Date(after(10)); // 10:00 UTC

const overview: OverviewFact = {
  evidence: 'overview:A/B',
  from: 'A',
  to: 'B',
  byStatus: { confirmed: 20, cancelled: 6 },
  byReason: { payment_declined: 4, out_of_stock: 2 },
};
const circuit: CircuitFact = {
  evidence: 'circuit:p',
  service: 'payment-service',
  name: 'provider',
  state: 'open',
  opened: 1,
};
const declined = orderFact({ status: 'cancelled', cancellation: { reason: 'payment_declined', detail: null } });

async function ask(question: string, shop: ScriptedShop, customerId?: string) {
  const facts = new ScriptedFacts('support', shop);
  const { analysis } = await analyseByRules(
    {
      subject: { kind: 'question', question, customerId },
      facts,
      payer: 'somebody',
      depth: 'quick',
      trigger: 'request',
      signal: new AbortController().signal,
    },
    { now: () => now },
  );
  return { analysis, calls: facts.calls, codes: analysis.findings.map(({ code }) => code) };
}

describe('the words of a question', () => {
  it.each([
    ['Which payments were declined today?', { reason: 'payment_declined', hours: 11 }],
    ['what went out of stock yesterday', { reason: 'out_of_stock', hours: 35, before: '2026-11-21T00:00:00.000Z' }],
    ['orders that timed out in the last 3 hours', { reason: 'timed_out', hours: 3 }],
    ['anything delivered in the past 2 weeks?', { status: 'delivered', hours: 336 }],
    ['undeliverable ones of the last 99 weeks', { reason: 'undeliverable', hours: 720 }],
    ['how many are stock_reserved', { status: 'stock_reserved', reason: undefined, hours: 24 }],
    ['is anything stuck?', { aboutStuck: true, reason: undefined, status: undefined }],
    ['hello', { aboutStuck: false, reason: undefined, status: undefined, hours: 24 }],
  ])('"%s"', (question, expected) => {
    expect(readQuestion(question, now)).toMatchObject(expected);
  });
});

describe('a question', () => {
  it('that names an order is answered with that order', async () => {
    const { analysis, codes } = await ask(`What about ${sampleOrderId.toUpperCase()}?`, { orders: [orderFact()] });
    expect(codes).toEqual(['in_progress']);
    expect(analysis.summary).toContain('The order of 2 × TEA');
  });

  it('that names something else is answered with an overview', async () => {
    const { codes } = await ask(`What about ${sampleOrderId}?`, { overview });
    expect(codes).toEqual(['overview', 'payment_declined']);
  });

  it('is answered with numbers, and what stands out', async () => {
    const { analysis, codes } = await ask('How are we doing?', { overview, circuits: [circuit] });
    expect(codes).toEqual(['overview', 'payment_declined', 'circuit_open']);
    expect(analysis.summary).toContain(
      '26 orders placed in the last 24 hours: 20 confirmed, 6 cancelled. Cancelled for: payment declined (4), out of stock (2).',
    );
    expect(analysis.risk).toEqual({ score: 0, level: 'low' });
  });

  it('finds the orders that its words describe, and names them', async () => {
    const { analysis, calls } = await ask('Which were declined today?', { overview, orders: [declined] });
    expect(calls.find((call) => call.startsWith('search'))).toContain('"reason":"payment_declined"');
    expect(analysis.summary).toContain(`The newest with “payment declined”: ${sampleOrderId} (50.00 USD`);
    expect(analysis.findings.find(({ code }) => code === 'payment_declined')?.evidence).toContain(declined.evidence);
  });

  it('about cancellations is answered with every reason that there was', async () => {
    const { codes } = await ask('Why were orders cancelled today?', { overview });
    expect(codes).toEqual(['overview', 'payment_declined', 'out_of_stock']);
  });

  it('is answered with what was asked for first', async () => {
    const { analysis } = await ask('How many payments were declined?', { overview });
    expect(analysis.summary).toMatch(/^4 of 26 orders ended with “payment declined”\./);
    const calm = await ask('Is anything stuck?', { overview });
    expect(calm.analysis.summary).toMatch(/^No order is stuck\./);
  });

  it('about what is stuck names each, and asks for a review of it', async () => {
    const stuck = [
      {
        evidence: 'order:1',
        orderId: sampleOrderId,
        status: 'paid',
        lastStep: null,
        deadlineAt: null,
        updatedAt: '',
      } as const,
    ];
    const { analysis, codes } = await ask('What is stuck?', { overview: { ...overview, byReason: {} }, stuck });
    expect(codes).toEqual(['overview', 'stuck']);
    expect(analysis.recommendations).toMatchObject([{ action: 'review', orderId: sampleOrderId }]);
    expect(analysis.summary).toContain(`Stuck: ${sampleOrderId} (paid).`);
  });

  it('about one customer judges their risk', async () => {
    const customers = { [sampleCustomerId]: customerFact({ lastHour: 9, declinesLastDay: 2 }) };
    const { analysis, calls } = await ask('Is this customer honest?', { overview, customers }, sampleCustomerId);
    expect(analysis.risk).toEqual({ score: 75, level: 'high' });
    expect(calls).toContain(`overview:24h ${sampleCustomerId}`);
  });
});
