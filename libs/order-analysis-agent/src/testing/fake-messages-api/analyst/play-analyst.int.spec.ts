import { AgentBench, asking } from '../../agent-bench.js';
import {
  cancelledFact,
  comparisonFact,
  customerFact,
  orderFact,
  paymentFact,
  sampleCustomerId,
  sampleOrderId,
  shipmentFact,
  stepFacts,
} from '../../sample-facts.js';
import { ScriptedFacts } from '../../scripted-facts.js';
import type { ScriptedShop } from '../../scripted-facts.js';
import { plausibleAnalyst } from '../scenario.js';

let bench: AgentBench;

beforeAll(async () => {
  bench = await AgentBench.start();
});

beforeEach(async () => {
  await bench.clear();
  bench.api.play(plausibleAnalyst);
});

afterAll(() => bench.stop());

const common = {
  payments: { [sampleOrderId]: paymentFact({ attempts: 3 }) },
  shipments: { [sampleOrderId]: shipmentFact('label_created') },
  customers: { [sampleCustomerId]: customerFact({ lastHour: 7, declinesLastDay: 2 }) },
  comparisons: { [sampleOrderId]: comparisonFact() },
};

function shop(order: ReturnType<typeof orderFact>, ...events: readonly string[]): ScriptedShop {
  return { ...common, orders: [order], timelines: { [sampleOrderId]: stepFacts(...events) } };
}

describe('the plausible analyst', () => {
  it.each<[string, ScriptedShop, readonly string[]]>([
    ['placed', shop(orderFact(), 'order.placed'), ['in_progress']],
    ['confirmed', shop(orderFact({ status: 'confirmed' }), 'order.placed', 'order.confirmed'), ['completed']],
    [
      'out of stock',
      shop(cancelledFact('out_of_stock'), 'order.placed', 'inventory.rejected', 'order.cancelled'),
      ['out_of_stock', 'compensated'],
    ],
    [
      'declined, and still being undone',
      shop(cancelledFact('payment_declined', { status: 'cancelling' }), 'order.placed', 'payment.declined'),
      ['payment_declined', 'compensation_unfinished'],
    ],
  ])('finds out about an order that is %s', async (_, known, codes) => {
    const { request, told } = asking({ facts: new ScriptedFacts('admin', known) });
    const { analysis } = await bench.agent().analyse(request);
    expect(analysis).toMatchObject({ source: 'claude', degraded: null });
    expect(analysis.findings.map(({ code }) => code)).toEqual([
      ...codes,
      ...['payment_retried', 'velocity', 'repeated_declines'],
    ]);
    expect(analysis.usage.modelCalls).toBeGreaterThanOrEqual(2);
    expect(analysis.toolCalls.length).toBeGreaterThanOrEqual(4);
    expect(new Set(analysis.toolCalls.map(({ outcome }) => outcome))).toEqual(new Set(['ok']));
    expect(told.map(({ event }) => event)).toEqual(expect.arrayContaining(['tool_call', 'tool_result', 'text']));
    expect(analysis.usage.cacheReadTokens).toBeGreaterThan(0);
  });

  it("calls for a customer only what is the customer's", async () => {
    const facts = new ScriptedFacts(
      'owner',
      shop(orderFact({ status: 'confirmed' }), 'order.placed'),
      sampleCustomerId,
    );
    const { analysis } = await bench.agent().analyse(asking({ facts }).request);
    expect(analysis.source).toBe('claude');
    expect(analysis.toolCalls.map(({ tool }) => tool)).toEqual([
      'get_timeline',
      'get_payment',
      'get_shipment',
      'get_customer_history',
    ]);
  });

  it('answers a question with the figures, and reads the order that the question names', async () => {
    const facts = new ScriptedFacts('support', shop(orderFact({ status: 'confirmed' }), 'order.placed'));
    const ask = (question: string) =>
      bench.agent().analyse(asking({ facts, subject: { kind: 'question', question } }).request);
    const many = (await ask('Why do orders fail today?')).analysis;
    expect(many).toMatchObject({ source: 'claude', findings: [{ code: 'overview' }] });
    expect(many.toolCalls.map(({ tool }) => tool)).toEqual(['get_overview', 'search_orders']);
    const one = (await ask(`What is wrong with ${sampleOrderId}?`)).analysis;
    expect(one.toolCalls.map(({ tool }) => tool)).toEqual(expect.arrayContaining(['get_order', 'get_timeline']));
    expect(one.findings.map(({ code }) => code)).toContain('completed');
  });
});
