import { notFound } from '@shop/kernel';
import { allPolicies } from '@shop/resilience';
import type { AgentSettings } from './agent-config.js';
import { AgentBench, asking, wellFormed } from './testing/agent-bench.js';
import type { Answer } from './testing/fake-messages-api/index.js';
import { orderFact, sampleOrderId } from './testing/sample-facts.js';
import { ScriptedFacts } from './testing/scripted-facts.js';

let bench: AgentBench;
beforeAll(async () => (bench = await AgentBench.start()));
afterEach(() => bench.clear());
afterAll(() => bench.stop());

const orderId = sampleOrderId;
const timeline = { name: 'get_timeline', input: { orderId } };
const limits: AgentSettings['limits'] = { timeoutMs: 20_000, turns: 8, tokens: 200_000, costMicroUsd: 1_000_000 };
const circuit = () => allPolicies().find(({ name }) => name === 'anthropic');

/** What comes when the rules have answered in place of the model. */
const byRules = (reason: string) => ({ source: 'rules', model: null, degraded: { reason } });

describe('an answer that is none', () => {
  it.each<[string, Answer]>([
    ['is no JSON', { text: 'All is well.' }],
    ['does not fit the schema', { json: { summary: 'All is well.' } }],
    ['is empty', { stopReason: 'end_turn' }],
    ['was cut off', { text: '{"summary": "All is', stopReason: 'max_tokens' }],
    ['stopped for a reason that is new', { text: 'Stop.', stopReason: 'stop_sequence' }],
    [
      'cites what no tool has given',
      {
        json: wellFormed({
          findings: [{ code: 'completed', severity: 'info', detail: 'Well.', evidence: ['order:made-up'] }],
        }),
      },
    ],
    [
      'cites nothing',
      { json: wellFormed({ findings: [{ code: 'completed', severity: 'info', detail: 'Well.', evidence: [] }] }) },
    ],
  ])('%s: the model is told what is wrong, once, and can mend it', async (_, answer) => {
    bench.play({ answer }, { answer: { json: wellFormed({ summary: 'Now it is right.' }) } });
    const { analysis } = await bench.agent().analyse(asking().request);
    expect(analysis).toMatchObject({ source: 'claude', summary: 'Now it is right.', usage: { modelCalls: 2 } });
    const repair = bench.bodies[1];
    expect(repair?.messages.at(-1)?.content.at(-1)?.text).toContain('<data name="faults">');
    expect(repair?.tool_choice).toEqual({ type: 'none' });
  });

  it('names the made-up id to the model, and to nobody else', async () => {
    const findings = [{ code: 'completed', severity: 'info', detail: 'Well.', evidence: ['order:made-up'] }];
    bench.play({ answer: { json: wellFormed({ findings }) } }, { answer: { json: wellFormed({ findings }) } });
    const { analysis } = await bench.agent().analyse(asking().request);
    expect(bench.bodies[1]?.messages.at(-1)?.content.at(-1)?.text).toContain('order:made-up');
    expect(analysis).toMatchObject(byRules('invalid_answer'));
    expect(JSON.stringify([analysis, bench.logged])).not.toContain('made-up');
  });

  it('is paid for also when the rules answer in the end', async () => {
    bench.play({ answer: { tools: [timeline] } }, { answer: { text: 'No.' } }, { answer: { text: 'No.' } });
    const { analysis } = await bench.agent().analyse(asking().request);
    expect(analysis).toMatchObject({ ...byRules('invalid_answer'), usage: { modelCalls: 3 } });
    expect(analysis.usage.estimatedCostMicroUsd).toBeGreaterThan(0);
    expect(analysis.toolCalls[0]).toMatchObject({ tool: 'get_timeline', outcome: 'ok' });
  });

  it('lets a paused model go on where it was', async () => {
    bench.play({ answer: { text: 'I am', stopReason: 'pause_turn' } }, { answer: { json: wellFormed() } });
    const { analysis } = await bench.agent().analyse(asking().request);
    expect(analysis.source).toBe('claude');
    expect(bench.bodies[1]?.messages.at(-1)).toMatchObject({ role: 'assistant', content: [{ text: 'I am' }] });
  });

  it.each<[Answer['stopReason'], string]>([
    ['refusal', 'model_refused'],
    ['model_context_window_exceeded', 'context_exceeded'],
  ])('takes %s for an end: the rules answer', async (stopReason, reason) => {
    bench.play({ answer: { text: 'I', stopReason } });
    const { analysis } = await bench.agent().analyse(asking().request);
    expect(analysis).toMatchObject({ ...byRules(reason), usage: { modelCalls: 1 } });
  });

  it('tells no second summary after a first', async () => {
    const summary = 'A first summary, which is thrown away.';
    bench.play({ answer: { json: { summary } } }, { answer: { text: 'No.' } });
    const { request, told } = asking();
    const { analysis } = await bench.agent().analyse(request);
    expect(analysis.summary).not.toBe(summary);
    expect(told.flatMap((event) => (event.event === 'text' ? [event.data.text] : [])).join('')).toBe(summary);
  });
});

describe('a limit', () => {
  it('of turns: the model is told to answer without tools, once', async () => {
    bench.play({ when: { turn: 1 }, answer: { tools: [timeline] } }, { answer: { json: wellFormed() } });
    const { analysis } = await bench.agent({ limits: { ...limits, turns: 3 } }).analyse(asking().request);
    expect(analysis.source).toBe('claude');
    const [first, last] = bench.bodies;
    expect([first?.tool_choice, last?.tool_choice]).toEqual([{ type: 'auto' }, { type: 'none' }]);
    expect(last?.messages.at(-1)?.content.at(-1)?.text).toContain('Answer now');
    expect(last?.tools).toEqual(first?.tools);
  });

  it.each<[string, Partial<AgentSettings['limits']>, number]>([
    ['turns', { turns: 2 }, 2],
    ['tokens', { tokens: 36_000 }, 2],
    ['money', { costMicroUsd: 11_000 }, 2],
  ])('of %s: when it does not heed that, the rules answer', async (_, change, calls) => {
    bench.play({ when: {}, answer: { tools: [timeline], usage: { input: 5_000, output: 2_000 } } });
    const agent = bench.agent({ limits: { ...limits, ...change } });
    const { analysis } = await agent.analyse(asking().request);
    expect(analysis).toMatchObject({ ...byRules('limit_reached'), usage: { modelCalls: calls } });
    expect(bench.bodies.at(-1)?.tool_choice).toEqual({ type: 'none' });
  });

  it('of money that is too small for one call: none is made', async () => {
    bench.play({ answer: { json: wellFormed() } });
    const { analysis } = await bench.agent({ limits: { ...limits, costMicroUsd: 10 } }).analyse(asking().request);
    expect(analysis).toMatchObject({ ...byRules('limit_reached'), usage: { modelCalls: 0 } });
    expect(bench.bodies).toEqual([]);
  });

  it('of time: what is under way is ended, and the rules answer', async () => {
    bench.play({ answer: { json: wellFormed() }, fault: { kind: 'stall', afterEvents: 3 } });
    const agent = bench.agent({ limits: { ...limits, timeoutMs: 300 }, callTimeoutMs: 10_000 });
    const { analysis } = await agent.analyse(asking().request);
    expect(analysis).toMatchObject(byRules('limit_reached'));
    expect(circuit()?.calls).toMatchObject({ unavailable: 0, timedOut: 0, refused: 1 });
  });

  it('of time: a reader who does not read holds nobody up', async () => {
    bench.play({ answer: { tools: [timeline] } });
    const agent = bench.agent({ limits: { ...limits, timeoutMs: 300 } });
    const { request } = asking({ onProgress: () => new Promise(() => undefined) });
    expect((await agent.analyse(request)).analysis).toMatchObject(byRules('limit_reached'));
  });

  it('of time: a tool that hangs holds nobody up', async () => {
    const facts = new ScriptedFacts('support', { orders: [orderFact()] });
    const real = facts.timeline.bind(facts);
    let asked = 0;
    facts.timeline = (id, signal) => ((asked += 1) === 1 ? new Promise(() => undefined) : real(id, signal));
    bench.play({ answer: { tools: [timeline] } });
    const agent = bench.agent({ limits: { ...limits, timeoutMs: 300 } });
    expect((await agent.analyse(asking({ facts }).request)).analysis).toMatchObject(byRules('limit_reached'));
  });

  it('of analyses at a time: the rules answer whoever comes on top', async () => {
    bench.play({ answer: { json: wellFormed() }, fault: { kind: 'slow-start', delayMs: 500 } });
    const agent = bench.agent({ concurrency: 1 });
    const first = agent.analyse(asking().request);
    await expect(agent.analyse(asking().request)).resolves.toMatchObject({ analysis: byRules('model_overloaded') });
    expect((await first).analysis.source).toBe('claude');
  });
});

describe('a model that is not there', () => {
  it.each([429, 529] as const)('%d: it is asked once more, and soon', async (status) => {
    bench.play({ fault: { kind: 'error', status, retryAfterSeconds: 0.05 } }, { answer: { json: wellFormed() } });
    expect((await bench.agent().analyse(asking().request)).analysis.source).toBe('claude');
    expect(bench.bodies).toHaveLength(2);
  });

  it('is asked once more when the connection breaks before it has said anything', async () => {
    bench.play({ fault: { kind: 'reset' } }, { answer: { json: wellFormed() } });
    expect((await bench.agent().analyse(asking().request)).analysis.source).toBe('claude');
    bench.play({ when: {}, fault: { kind: 'reset' } });
    expect((await bench.agent().analyse(asking().request)).analysis).toMatchObject(byRules('model_unavailable'));
  });

  it.each([429, 529] as const)('%d for a minute: the rules answer at once', async (status) => {
    bench.play({ fault: { kind: 'error', status, retryAfterSeconds: 60 } });
    const startedAt = performance.now();
    const { analysis } = await bench.agent().analyse(asking().request);
    expect(analysis).toMatchObject(byRules('model_overloaded'));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(bench.bodies).toHaveLength(1);
    expect(bench.logged).toMatchObject([{ details: { status, code: 'anthropic.overloaded' } }]);
  });

  it.each([
    [401, 'model_unavailable'],
    [403, 'model_unavailable'],
    [404, 'model_unavailable'],
    [400, 'model_unavailable'],
    [413, 'context_exceeded'],
  ] as const)('%d: the rules answer, and it is not tried again', async (status, reason) => {
    bench.play({ fault: { kind: 'error', status } });
    expect((await bench.agent().analyse(asking().request)).analysis).toMatchObject(byRules(reason));
    expect(bench.bodies).toHaveLength(1);
  });

  it.each([
    ['is cut off', { kind: 'cut', afterEvents: 6 }],
    ['ends too early', { kind: 'end-early', afterEvents: 6 }],
    ['has an error in the middle', { kind: 'error-event', afterEvents: 6, status: 500 }],
  ] as const)('an answer that %s: the rules answer, and what came is paid for', async (_, fault) => {
    bench.play({ answer: { json: wellFormed() }, fault });
    const { analysis } = await bench.agent().analyse(asking().request);
    expect(analysis).toMatchObject({ ...byRules('model_unavailable'), usage: { modelCalls: 1 } });
    expect(analysis.usage.estimatedCostMicroUsd).toBeGreaterThan(0);
  });

  it('says that it is overloaded in the middle of an answer', async () => {
    bench.play({ answer: { json: wellFormed() }, fault: { kind: 'error-event', afterEvents: 6, status: 529 } });
    expect((await bench.agent().analyse(asking().request)).analysis).toMatchObject(byRules('model_overloaded'));
  });

  it.each([
    ['does not begin to answer', { kind: 'slow-start', delayMs: 5_000 }],
    ['falls silent', { kind: 'stall', afterEvents: 5 }],
  ] as const)('%s: the rules answer when its time is over', async (_, fault) => {
    bench.play({ when: {}, answer: { json: wellFormed() }, fault });
    const { analysis } = await bench.agent({ callTimeoutMs: 400 }).analyse(asking().request);
    expect(analysis).toMatchObject(byRules('model_unavailable'));
    expect(circuit()?.calls.succeeded).toBe(0);
  });

  it('is left alone after ten failures in a row', async () => {
    bench.play({ when: {}, fault: { kind: 'error', status: 401 } });
    const agent = bench.agent();
    for (let failures = 0; failures < 10; failures++) await agent.analyse(asking().request);
    expect(circuit()?.circuit).toBe('open');
    const { analysis } = await agent.analyse(asking().request);
    expect(analysis).toMatchObject(byRules('model_unavailable'));
    expect(bench.bodies).toHaveLength(10);
  });
});

describe('who asks', () => {
  it('gets the rules without a key, and nothing is wrong', async () => {
    const agent = bench.agent({ apiKey: undefined });
    const { analysis } = await agent.analyse(asking().request);
    expect(analysis).toMatchObject({ source: 'rules', degraded: null, usage: { modelCalls: 0 } });
  });

  it('hears that there is no such order, and nothing is spent', async () => {
    bench.play({ answer: { json: wellFormed() } });
    const facts = new ScriptedFacts('owner', { orders: [orderFact()] }, 'somebody-else');
    await expect(bench.agent().analyse(asking({ facts }).request)).rejects.toMatchObject({
      code: notFound('order', orderId).code,
    });
    expect(bench.bodies).toEqual([]);
  });

  it('goes away: the call to the model is ended, and so is the analysis', async () => {
    bench.play({ answer: { json: wellFormed() }, fault: { kind: 'stall', afterEvents: 5 } });
    const gone = new AbortController();
    const { request } = asking({ signal: gone.signal, onProgress: () => gone.abort() });
    await expect(bench.agent().analyse(request)).rejects.toMatchObject({ code: 'analysis.cancelled' });
    await until(() => bench.api.requests.at(-1)?.outcome !== 'pending');
    expect(circuit()).toMatchObject({ circuit: 'closed', calls: { unavailable: 0, refused: 1 } });
    expect((await bench.pool.query('SELECT 1 FROM analysis_reservations')).rowCount).toBe(0);
  });

  it('is told that it was ended when the process closes', async () => {
    bench.play({ answer: { json: wellFormed() }, fault: { kind: 'stall', afterEvents: 5 } });
    const agent = bench.agent();
    const { request } = asking({ onProgress: () => agent.close() });
    await expect(agent.analyse(request)).rejects.toMatchObject({ code: 'analysis.cancelled' });
    await expect(agent.analyse(request)).rejects.toMatchObject({ code: 'analysis.cancelled' });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
