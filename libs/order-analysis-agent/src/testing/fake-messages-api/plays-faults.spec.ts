import { Anthropic } from '@anthropic-ai/sdk';
import { setTimeout as pause } from 'node:timers/promises';
import { FakeMessagesApi } from './fake-messages-api.js';
import type { Fault } from './scenario.js';

let api: FakeMessagesApi;

beforeAll(async () => {
  api = await FakeMessagesApi.start();
});

afterAll(() => api.stop());

const request = {
  model: 'claude-haiku-5-5',
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content: 'What happened?' }],
};
const text = 'A long story. '.repeat(20);

/** The fault once, and then all is well. */
function breaking(fault: Fault, maxRetries = 0): Anthropic {
  api.play({
    name: 'spec',
    turns: [
      { fault, answer: { text } },
      { when: {}, answer: { text } },
    ],
  });
  return new Anthropic({ apiKey: 'sk-fake', baseURL: api.url, maxRetries, logLevel: 'off' });
}

async function eventsUntilItBreaks(client: Anthropic): Promise<{ events: number; error: unknown }> {
  let events = 0;
  try {
    for await (const _ of await client.messages.create({ ...request, stream: true })) events += 1;
    return { events, error: null };
  } catch (error) {
    return { events, error };
  }
}

describe('the fake Messages API plays faults', () => {
  it.each([
    [401, Anthropic.AuthenticationError, 'authentication_error'],
    [429, Anthropic.RateLimitError, 'rate_limit_error'],
    [500, Anthropic.InternalServerError, 'api_error'],
    [529, Anthropic.InternalServerError, 'overloaded_error'],
  ] as const)('%d, as the error that the SDK makes of it', async (status, expected, type) => {
    const attempt = breaking({ kind: 'error', status }).messages.create(request);
    await expect(attempt).rejects.toBeInstanceOf(expected);
    await expect(attempt).rejects.toMatchObject({ status, type, requestID: expect.stringMatching(/^req_/) as string });
  });

  it('429 with retry-after, which the SDK waits for before it tries again', async () => {
    const startedAt = performance.now();
    await breaking({ kind: 'error', status: 429, retryAfterSeconds: 0.6 }, 1).messages.create(request);
    expect(performance.now() - startedAt).toBeGreaterThan(590);
  });

  it('a connection that is reset before anything came', async () => {
    await expect(breaking({ kind: 'reset' }).messages.create(request)).rejects.toBeInstanceOf(
      Anthropic.APIConnectionError,
    );
    expect(api.requests.at(-1)?.outcome).toBe('broken');
  });

  it('a slow first byte, within the time of a patient client only', async () => {
    const client = breaking({ kind: 'slow-start', delayMs: 400 });
    await expect(client.messages.create(request, { timeout: 100 })).rejects.toBeInstanceOf(
      Anthropic.APIConnectionTimeoutError,
    );
    const patient = await breaking({ kind: 'slow-start', delayMs: 100 }).messages.create(request);
    expect(patient.stop_reason).toBe('end_turn');
  });

  it('a stream that is cut in the middle', async () => {
    const { events, error } = await eventsUntilItBreaks(breaking({ kind: 'cut', afterEvents: 5 }));
    expect(error).not.toBeNull();
    expect(events).toBeLessThanOrEqual(4); // the ping is one of the five
    await expect(breaking({ kind: 'cut', afterEvents: 5 }).messages.create(request)).rejects.toThrow();
  });

  it('a stream that ends as if it were whole', async () => {
    const { events, error } = await eventsUntilItBreaks(breaking({ kind: 'end-early', afterEvents: 5 }));
    expect([events, error]).toEqual([4, null]);
  });

  it('an error event in the middle of a stream', async () => {
    const { events, error } = await eventsUntilItBreaks(breaking({ kind: 'error-event', afterEvents: 5, status: 529 }));
    expect(events).toBe(4);
    expect(error).toMatchObject({ type: 'overloaded_error', status: undefined });
  });

  it('a stream that stalls, until the client goes away', async () => {
    const ending = new AbortController();
    const client = breaking({ kind: 'stall', afterEvents: 5 });
    const stream = await client.messages.create({ ...request, stream: true }, { signal: ending.signal });
    let events = 0;
    for await (const _ of stream) if (++events === 4) ending.abort();
    expect(await outcomeOfLast()).toBe('aborted');
  });

  it('a slow stream, whose client may go away in its midst', async () => {
    const client = breaking({ kind: 'slow-stream', everyMs: 20 });
    for await (const _ of await client.messages.create({ ...request, stream: true })) break;
    expect(await outcomeOfLast()).toBe('aborted');
  });

  it('its own end in the middle of a stream', async () => {
    const own = await FakeMessagesApi.start({
      scenario: { name: 'spec', turns: [{ fault: { kind: 'stall', afterEvents: 3 }, answer: { text } }] },
    });
    const client = new Anthropic({ apiKey: 'sk-fake', baseURL: own.url, maxRetries: 0, logLevel: 'off' });
    let events = 0;
    const reading = async () => {
      for await (const _ of await client.messages.create({ ...request, stream: true })) {
        events += 1;
        if (events === 2) await own.stop();
      }
    };
    await expect(reading()).rejects.toThrow();
  });

  it('the input of a tool that is no JSON', async () => {
    api.play({ name: 'spec', turns: [{ answer: { tools: [{ name: 'look', rawInput: '{"orderId": "01' }] } }] });
    const client = new Anthropic({ apiKey: 'sk-fake', baseURL: api.url, maxRetries: 0, logLevel: 'off' });
    const tools = [{ name: 'look', input_schema: { type: 'object' as const } }];
    let written = '';
    for await (const event of await client.messages.create({ ...request, tools, stream: true })) {
      if (event.type !== 'content_block_delta' || event.delta.type !== 'input_json_delta') continue;
      written += event.delta.partial_json;
    }
    expect(written).toBe('{"orderId": "01');
  });
});

async function outcomeOfLast(): Promise<string | undefined> {
  for (let tries = 0; tries < 200 && api.requests.at(-1)?.outcome === 'pending'; tries += 1) await pause(10);
  return api.requests.at(-1)?.outcome;
}
