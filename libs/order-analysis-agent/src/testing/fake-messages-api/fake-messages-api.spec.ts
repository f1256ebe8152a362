import { Anthropic } from '@anthropic-ai/sdk';
import { FakeMessagesApi } from './fake-messages-api.js';
import type { Scenario } from './scenario.js';

const running: FakeMessagesApi[] = [];

async function playing(...turns: Scenario['turns']): Promise<{ api: FakeMessagesApi; client: Anthropic }> {
  const api = await FakeMessagesApi.start({ scenario: { name: 'spec', turns } });
  running.push(api);
  const client = new Anthropic({ apiKey: 'sk-fake', baseURL: api.url, maxRetries: 0, logLevel: 'off' });
  return { api, client };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((api) => api.stop()));
});

const tool = { name: 'get_order', input_schema: { type: 'object' as const } };
const request = {
  model: 'claude-haiku-5-5',
  max_tokens: 1_000,
  tools: [tool],
  messages: [{ role: 'user' as const, content: 'What happened to the order?' }],
};

/** The conversation after the model has called tools, with these results. */
function answered(message: Anthropic.Message, results: readonly (readonly [id: string, content: string])[]) {
  const blocks = results.map(([id, content]) => ({ type: 'tool_result' as const, tool_use_id: id, content }));
  return {
    ...request,
    messages: [
      ...request.messages,
      { role: 'assistant' as const, content: message.content as Anthropic.ContentBlockParam[] },
      { role: 'user' as const, content: blocks },
    ],
  };
}

describe('the fake Messages API', () => {
  it('gives the SDK the same message in one piece and streamed: text, thinking and parallel tool calls', async () => {
    const answer = {
      thinking: 'Two tools will do.',
      text: 'I look. '.repeat(20),
      tools: [
        { name: 'get_order', input: { orderId: 'a', deep: { list: [1, 'ü'] } } },
        { name: 'get_order', input: { orderId: 'b' } },
      ],
      usage: { input: 11, output: 22, cacheRead: 33, cacheWrite: 44 },
    };
    const { client } = await playing({ when: {}, answer });
    const whole = await client.messages.create(request);
    const streamed = await client.messages.stream(request).finalMessage();
    const comparable = ({ content, stop_reason, usage, model }: Anthropic.Message) => ({
      content: content.map((block) => ({ ...block, id: null })),
      stop_reason,
      usage,
      model,
    });
    expect(comparable(streamed)).toEqual(comparable(whole));
    expect(whole.stop_reason).toBe('tool_use');
    expect(whole.content.map(({ type }) => type)).toEqual(['thinking', 'text', 'tool_use', 'tool_use']);
    expect(whole.usage).toMatchObject({ input_tokens: 11, output_tokens: 22, cache_read_input_tokens: 33 });
    expect(whole._request_id).toMatch(/^req_/);
  });

  it('plays turns without a condition once and in order, and others by what the conversation says', async () => {
    const { client } = await playing(
      { when: { lastUserText: 'refund' }, answer: { text: 'about a refund' } },
      { when: { called: ['get_order'] }, answer: { text: '{{orderId}} cites {{evidence}}' } },
      { answer: { text: 'first' } },
      { answer: { tools: [{ name: 'get_order' }] } },
    );
    const text = async (params: Anthropic.MessageCreateParamsNonStreaming) => {
      const { content } = await client.messages.create(params);
      return content.map((block) => (block.type === 'text' ? block.text : block.type)).join();
    };
    expect(await text(request)).toBe('first');
    const called = await client.messages.create(request);
    const orderId = '0197a000-0000-7000-8000-000000000001';
    const result = JSON.stringify({ facts: [{ evidence: `order:${orderId}`, orderId }], note: null });
    expect(await text(answered(called, [[idOf(called), result]]))).toBe(`${orderId} cites order:${orderId}`);
    expect(await text({ ...request, messages: [{ role: 'user', content: 'Why no refund?' }] })).toBe('about a refund');
    await expect(text(request)).rejects.toThrow(/has no turn/);
  });

  it('counts tokens by the cache: written first, read after that, while the conversation goes on', async () => {
    const { client } = await playing({ when: {}, answer: { text: 'yes' } });
    const system = [
      { type: 'text' as const, text: 'Long and stable. '.repeat(100), cache_control: { type: 'ephemeral' as const } },
    ];
    const first = await client.messages.create({ ...request, system });
    const second = await client.messages.create({ ...request, system, messages: [{ role: 'user', content: 'Other' }] });
    expect(first.usage.cache_creation_input_tokens).toBeGreaterThan(400);
    expect(first.usage.cache_read_input_tokens).toBe(0);
    expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens);
    expect(second.usage.cache_creation_input_tokens).toBe(0);
  });

  it('counts tokens without being asked for a message', async () => {
    const { client } = await playing({ answer: {} });
    const { max_tokens: _, ...countable } = request;
    expect((await client.messages.countTokens(countable)).input_tokens).toBeGreaterThan(10);
  });

  it.each(['end_turn', 'max_tokens', 'refusal', 'pause_turn', 'model_context_window_exceeded'] as const)(
    'stops for %s when the scenario says so',
    async (stopReason) => {
      const { client } = await playing({ when: {}, answer: { text: 'so far', stopReason } });
      const message = await client.messages.create(request);
      const streamed = await client.messages.stream(request).finalMessage();
      expect([message.stop_reason, streamed.stop_reason]).toEqual([stopReason, stopReason]);
      expect(message.stop_details?.type).toBe(stopReason === 'refusal' ? 'refusal' : undefined);
    },
  );

  it('lets a paused turn go on, and no other message of the assistant at the end', async () => {
    const { client } = await playing(
      { answer: { text: 'wait', stopReason: 'pause_turn' } },
      { answer: { text: 'done' } },
    );
    const paused = await client.messages.create(request);
    const goOn = (text: string) =>
      client.messages.create({ ...request, messages: [...request.messages, { role: 'assistant', content: text }] });
    await expect(goOn('I say')).rejects.toThrow(/prefill/);
    expect(paused.stop_reason).toBe('pause_turn');
    expect((await goOn('wait')).stop_reason).toBe('end_turn');
  });

  it('keeps what came on the wire', async () => {
    const { api, client } = await playing({ answer: { text: 'yes' } });
    await client.messages.create(request);
    const [received] = api.requests;
    expect(received).toMatchObject({ path: '/v1/messages', outcome: 'answered', error: null });
    expect(received?.headers.authorization).toBe('Bearer sk-fake');
    expect(JSON.parse(received?.text ?? '')).toEqual(request);
    const told = await (await fetch(`${api.url}/requests`)).text();
    expect(told).toContain('What happened');
    expect(told).not.toContain('sk-fake');
  });
});

describe('a fake that runs already', () => {
  it('plays another scenario when it is told so, and goes on as before when that is none', async () => {
    const { api, client } = await playing({ when: {}, answer: { text: 'before' } });
    const put = (body: string) => fetch(`${api.url}/scenario`, { method: 'PUT', body });
    expect((await put('{"name":"none"}')).status).toBe(400);
    expect((await put('{')).status).toBe(400);
    expect((await client.messages.create(request)).content).toMatchObject([{ text: 'before' }]);
    expect((await put('{"name":"other","turns":[{"answer":{"text":"after"}}]}')).status).toBe(200);
    expect((await client.messages.create(request)).content).toMatchObject([{ text: 'after' }]);
  });
});

function idOf({ content }: Anthropic.Message): string {
  return content.find((block) => block.type === 'tool_use')?.id ?? 'none';
}
