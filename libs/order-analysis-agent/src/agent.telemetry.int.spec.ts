import { runInContext } from '@shop/kernel';
import { Metrics, metricsOf, runAsService, Tracing } from '@shop/telemetry';
import { Exposition, expositionFaults, OtlpReceiver } from '@shop/telemetry/testing';
import type { ReceivedSpan } from '@shop/telemetry/testing';
import { AgentBench, asking, wellFormed } from './testing/agent-bench.js';
import { sampleOrderId } from './testing/sample-facts.js';

let bench: AgentBench;
let receiver: OtlpReceiver;
beforeAll(async () => {
  bench = await AgentBench.start();
  receiver = await OtlpReceiver.start();
});
afterEach(async () => {
  await bench.clear();
  receiver.spans.splice(0);
});
afterAll(async () => {
  await bench.stop();
  await receiver.stop();
});

const traceId = '0af7651916cd43dd8448eb211c80319c';
const context = { causationId: 'c', traceparent: `00-${traceId}-b7ad6b7169203331-01` };
const tools = [{ name: 'get_timeline', input: { orderId: sampleOrderId } }, { name: 'get_everything' }];
const usage = { input: 1_000, output: 200, cacheRead: 300, cacheWrite: 4_000 };
const question = 'Who is Erika Mustermann?';

async function traced(): Promise<readonly ReceivedSpan[]> {
  const settings = { service: 'order-service', endpoint: receiver.url, ratio: 1 };
  const tracing = Tracing.start(settings, { failing: () => undefined, recovered: () => undefined });
  const { request } = asking({ subject: { kind: 'question', question } });
  await runAsService({ name: 'order-service', tracing }, () =>
    runInContext(context, () => bench.agent().analyse(request)),
  );
  await tracing.stop();
  return receiver.spans;
}

describe('the spans of an analysis', () => {
  it('are the conventional ones: the agent, its calls of the model, its tools', async () => {
    bench.play({ answer: { tools } }, { answer: { text: 'No.' } }, { answer: { text: 'No.', usage } });
    const spans = await traced();
    const named = (name: string) => spans.filter((span) => span.name === name);
    const [agent] = named('invoke_agent order-analysis');
    expect(agent).toMatchObject({
      traceId,
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'shop.analysis.degraded': 'invalid_answer' },
    });
    expect(named('chat claude-haiku-5-5')).toHaveLength(3);
    expect(named('chat claude-haiku-5-5').at(-1)).toMatchObject({
      kind: 'client',
      parentSpanId: agent?.spanId,
      attributes: {
        ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic' },
        'gen_ai.request.model': 'claude-haiku-5-5',
        'gen_ai.response.finish_reasons': ['end_turn'],
        'gen_ai.usage.input_tokens': 5_300,
        'gen_ai.usage.output_tokens': 200,
        'server.address': '127.0.0.1',
      },
    });
    expect(named('execute_tool get_timeline')).toMatchObject([
      { parentSpanId: agent?.spanId, attributes: { 'gen_ai.tool.name': 'get_timeline' } },
    ]);
    expect(named('execute_tool unknown')).toMatchObject([{ isError: true }]);
  });

  it('have nothing in them of what was asked or said', async () => {
    bench.play({ answer: { tools } }, { answer: { text: 'Erika lives here.' } }, { answer: { text: 'No.' } });
    const told = JSON.stringify(await traced(), (_, value: unknown) => (typeof value === 'bigint' ? 0 : value));
    expect(told).not.toMatch(/Erika|get_everything/);
  });

  it('say which call has failed, and why', async () => {
    bench.play({ fault: { kind: 'error', status: 401 } });
    const failed = (await traced()).find(({ name }) => name.startsWith('chat'));
    expect(failed).toMatchObject({ isError: true, attributes: { 'error.type': 'anthropic.denied' } });
  });
});

describe('the metrics of the agent', () => {
  const ours = metricsOf('order-service').filter(({ name }) => /^(?:agent|circuit|bulkhead|outbound)_/.test(name));

  it('are all there before anything has happened, also without a key', async () => {
    const metrics = new Metrics('order-service');
    bench.agent({ apiKey: undefined }, metrics);
    const exposed = Exposition.parse(await metrics.expose());
    expect(ours.map(({ name }) => name).filter((name) => !exposed.metrics.has(name))).toEqual([]);
    expect(exposed.value('agent_tokens_total')).toBe(0);
    expect(exposed.value('agent_analyses_total', { source: 'rules', degraded: 'limit_reached' })).toBe(0);
    expect(exposed.value('agent_tool_calls_total', { tool: 'get_order', outcome: 'error' })).toBe(0);
  });

  it('count calls, tokens, money, tools and analyses', async () => {
    bench.play(
      { answer: { tools } },
      { answer: { json: wellFormed(), usage } },
      { fault: { kind: 'error', status: 401 } },
    );
    const metrics = new Metrics('order-service');
    const agent = bench.agent({}, metrics);
    await agent.analyse(asking().request);
    await agent.analyse(asking({ trigger: 'stuck' }).request);
    const exposed = Exposition.parse(await metrics.expose());
    const model = 'claude-haiku-5-5';
    const calls = (outcome: string) => exposed.value('agent_model_call_duration_seconds_count', { model, outcome });
    expect([calls('answered'), calls('unavailable'), calls('overloaded')]).toEqual([2, 1, 0]);
    expect(exposed.value('agent_tokens_total', { model, type: 'cache_write' })).toBeGreaterThanOrEqual(4_000);
    expect(exposed.value('agent_estimated_cost_micro_usd_total', { model })).toBeGreaterThanOrEqual(700);
    expect(exposed.value('agent_tool_calls_total', { tool: 'get_timeline', outcome: 'ok' })).toBe(1);
    expect(exposed.value('agent_tool_calls_total', { tool: 'unknown', outcome: 'error' })).toBe(1);
    expect(exposed.value('agent_analyses_total', { source: 'claude', trigger: 'request', degraded: 'no' })).toBe(1);
    expect(exposed.value('agent_analyses_total', { trigger: 'stuck', degraded: 'model_unavailable' })).toBe(1);
    const agents = expositionFaults('order-service', exposed).filter((fault) => fault.startsWith('agent_'));
    expect(agents).toEqual([]);
  });
});
