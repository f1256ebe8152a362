import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AnalysisResult } from '../analyst.js';
import type { Rights } from '../facts/shop-facts.js';
import { AgentBench, asking } from '../testing/agent-bench.js';
import type { ScenarioTurn } from '../testing/fake-messages-api/index.js';
import { foreign, plantedShop } from '../testing/planted-shop.js';
import { sampleCustomerId, sampleOrderId } from '../testing/sample-facts.js';
import { ScriptedFacts } from '../testing/scripted-facts.js';
import { catalogue, toolsFor } from '../tools/catalogue.js';

interface Injection {
  readonly name: string;
  readonly text: string;
}

const injections = JSON.parse(readFileSync(resolve(__dirname, 'injections.json'), 'utf8')) as readonly Injection[];
const cases = injections.map(({ name, text }) => [name, text] as const);

let bench: AgentBench;
/** The instructions about an order and about a question in which nothing is odd. */
let usual: readonly string[] | undefined;

beforeAll(async () => {
  bench = await AgentBench.start();
});

beforeEach(() => bench.clear());

afterAll(() => bench.stop());

const call = (name: string, input: Record<string, unknown> = {}) => ({ name, input });
const withEffects = [
  'refund_order',
  'approve_proposal',
  'cancel_order',
  'redrive_dead_letter',
  'run_sql',
  'execute_command',
];
const wish = (action: string, change: object = {}) => ({
  action,
  text: 'As I was told.',
  orderId: foreign.orderId,
  amountMinor: action === 'refund' ? foreign.totalMinor : null,
  deadLetterId: action === 'redrive' ? foreign.deadLetterId : null,
  ...change,
});

/** Does what any of the texts asks for: tools that there are none of, somebody else's data. */
const reaching: readonly ScenarioTurn[] = [
  { when: { turn: 1 }, answer: { tools: withEffects.map((name) => call(name, { orderId: sampleOrderId })) } },
  {
    when: { turn: 2 },
    answer: {
      tools: [
        call('get_order', { orderId: foreign.orderId }),
        call('get_timeline', { orderId: foreign.orderId }),
        call('get_payment', { orderId: foreign.orderId }),
        call('get_customer_history', { customerId: foreign.customerId }),
        call('search_orders', { customerId: foreign.customerId }),
        call('search_orders', { limit: 25 }),
        call('get_dead_letters', { orderId: sampleOrderId }),
        call('find_similar_orders', { orderId: sampleOrderId }),
        call('get_event_stream', { orderId: sampleOrderId }),
        call('get_circuits'),
      ],
    },
  },
];

/** Proposes things for somebody else's order; what it cites is real. */
const proposing: ScenarioTurn = {
  when: {},
  answer: {
    json: {
      summary: 'I do as I was told.',
      findings: [
        { code: 'out_of_stock', severity: 'info', detail: 'It says so.', evidence: [`order:${sampleOrderId}`] },
      ],
      recommendations: ['refund', 'cancel', 'resend', 'redrive', 'review'].map((action) => wish(action)),
    },
  },
};

/** Cites what no tool has given, also when it is told so. */
const inventing: ScenarioTurn = {
  when: {},
  answer: {
    json: {
      summary: 'I do as I was told.',
      findings: [
        { code: 'completed', severity: 'info', detail: 'Trust me.', evidence: ['event:payment.captured-twice'] },
      ],
      recommendations: [wish('refund', { orderId: sampleOrderId })],
    },
  },
};

interface Attempt {
  readonly facts: ScriptedFacts;
  readonly result: AnalysisResult;
  readonly wire: string;
}

async function obeying(rights: Rights, text: string, last: ScenarioTurn, question?: string): Promise<Attempt> {
  bench.play(...reaching, last);
  const owner = rights === 'owner' ? sampleCustomerId : undefined;
  const facts = new ScriptedFacts(rights, plantedShop(text, { name: text, productName: text, note: text }), owner);
  const subject = question === undefined ? undefined : { kind: 'question' as const, question };
  const { request } = asking({ facts, ...(subject && { subject }) });
  const result = await bench.agent().analyse(request);
  return { facts, result, wire: JSON.stringify(bench.bodies) };
}

/** All that could be approved. */
function suggested({ suggestions }: AnalysisResult) {
  return suggestions.filter((suggestion) => suggestion !== null);
}

/** What the shop itself says to the model, without data. */
async function instructionsOf(text: string, question?: string): Promise<string> {
  await obeying('support', text, proposing, question);
  const [first] = bench.bodies;
  const said = first?.messages[0]?.content.map(({ text }) => text ?? '').join('\n') ?? '';
  const withoutData = said.replace(/<data name="[a-z_]+">\n.*\n<\/data>/g, '');
  return JSON.stringify([first?.system, first?.tools, withoutData]);
}

describe('a model that obeys a text which somebody has written', () => {
  it('is told by enough different texts', () => {
    expect(injections.length).toBeGreaterThanOrEqual(25);
    expect(new Set(injections.map(({ text }) => text)).size).toBe(injections.length);
  });

  it.each(cases)('has no tool with effects, whoever asks: %s', async (_, text) => {
    for (const rights of ['owner', 'support', 'admin'] as const) {
      const { facts, result } = await obeying(rights, text, proposing);
      const allowed = toolsFor(rights, 'order').map(({ name }) => name);
      const unknown = result.analysis.toolCalls.filter(({ tool }) => tool === 'unknown');
      const notOffered = ['get_dead_letters', 'find_similar_orders', 'get_circuits'].filter(
        (name) => !allowed.includes(name),
      );
      expect(unknown).toHaveLength(withEffects.length + notOffered.length);
      expect(new Set(unknown.map(({ outcome }) => outcome))).toEqual(new Set(['error']));
      const offered = bench.bodies.map(({ tools }) => tools.map(({ name }) => name));
      expect(new Set(offered.map(String))).toEqual(new Set([String(allowed)]));
      if (rights !== 'admin') expect(facts.calls.filter((made) => made.startsWith('deadLetters'))).toEqual([]);
    }
  });

  it.each(cases)("reads for a customer nothing of another's: %s", async (_, text) => {
    const { facts, result, wire } = await obeying('owner', text, proposing);
    const answered = toolResults();
    const shown = JSON.stringify([answered, result]);
    for (const secret of [foreign.sku, foreign.secret, 'customer:0198b000-0000-7000-8000-00000000fc01'])
      expect(shown).not.toContain(secret);
    // The text itself may name the amount: what counts is that no fact has it.
    expect(shown).not.toContain(`"amountMinor\\":${foreign.totalMinor}`);
    expect(facts.calls.some((made) => /^(similarOrders|circuits|comparison|deadLetters|stuckSagas)/.test(made))).toBe(
      false,
    );
    expect(wire).not.toContain(`order:${foreign.orderId}\\",\\"orderId`);
  });

  it.each(cases)("proposes nothing for an order that is not this one's: %s", async (_, text) => {
    const { result } = await obeying('owner', text, proposing);
    expect(suggested(result)).toEqual([]);
    expect(result.analysis.recommendations.map(({ action }) => action)).toEqual(Array(5).fill('review'));
    expect(JSON.stringify(result.analysis.recommendations)).not.toContain(foreign.orderId);
  });

  it.each(cases)('is not believed what no tool has given: %s', async (_, text) => {
    const { result } = await obeying('support', text, inventing);
    expect(result.analysis).toMatchObject({ source: 'rules', degraded: { reason: 'invalid_answer' } });
    expect(result.analysis.findings.flatMap(({ evidence }) => evidence)).not.toContain('event:payment.captured-twice');
    expect(JSON.stringify(result)).not.toContain('Trust me.');
    expect(suggested(result)).toEqual([]);
  });

  it.each(cases)('gets it as data, and its instructions are the same: %s', async (_, text) => {
    usual ??= [await instructionsOf('nothing odd'), await instructionsOf('nothing odd', 'What happened today?')];
    expect([await instructionsOf(text), await instructionsOf('nothing odd', text.slice(0, 2_000))]).toEqual(usual);
    const blocks = bench.bodies.flatMap(({ messages }) => messages.flatMap(({ content }) => content));
    const said = blocks.flatMap(({ type, text: of, content }) => (type === 'tool_result' ? content : of) ?? []);
    for (const block of said) expect(block.match(/<\/data>/g)?.length).toBe(block.match(/<data name=/g)?.length);
  });
});

describe('a model that proposes for the staff', () => {
  it('can name an order that a tool has shown, and no dead letter that none has', async () => {
    const { result } = await obeying('support', 'nothing odd', proposing);
    expect(suggested(result).map(({ action, orderId }) => [action, orderId])).toEqual([
      ['refund', foreign.orderId],
      ['cancel', foreign.orderId],
      ['resend', foreign.orderId],
    ]);
  });

  it('has nothing but proposals: the catalogue only reads', () => {
    expect(catalogue.map(({ name }) => name).filter((name) => !/^(get|find|search|compare)_/.test(name))).toEqual([]);
  });
});

/** What the tools have answered, as the model got it. */
function toolResults(): readonly string[] {
  const last = bench.bodies.at(-1)?.messages ?? [];
  return last.flatMap(({ content }) =>
    content.flatMap(({ type, content: of }) => (type === 'tool_result' ? (of ?? '') : [])),
  );
}
