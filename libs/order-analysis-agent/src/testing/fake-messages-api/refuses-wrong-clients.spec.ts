import { FakeMessagesApi } from './fake-messages-api.js';

let api: FakeMessagesApi;

beforeAll(async () => {
  const turns = [{ when: {}, answer: { text: 'yes' } }];
  api = await FakeMessagesApi.start({ scenario: { name: 'spec', turns } });
});

afterAll(() => api.stop());

const headers = {
  authorization: 'Bearer sk-fake',
  'anthropic-version': '2026-10-21',
  'content-type': 'application/json',
};
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const uses = (...ids: readonly string[]) => ids.map((id) => ({ type: 'tool_use', id, name: 'look', input: {} }));
const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'seen' });
const text = { type: 'text', text: 'and?' };
const look = { name: 'look', input_schema: { type: 'object' } };
const good = { model: 'claude-haiku-5-5', max_tokens: 10, tools: [look], messages: [user('hello')] };

async function post(body: unknown, sent: Record<string, string> = headers) {
  const response = await fetch(`${api.url}/v1/messages`, { method: 'POST', headers: sent, body: JSON.stringify(body) });
  const answer = (await response.json()) as { error?: { type: string; message: string }; request_id?: string };
  return { status: response.status, ...answer };
}

function format(schema: object) {
  return { ...good, output_config: { format: { type: 'json_schema', schema } } };
}

describe('the fake Messages API refuses what the API refuses', () => {
  it('takes a request as it should be', async () => {
    expect((await post(good)).status).toBe(200);
    const history = [user('hello'), assistant(uses('a', 'b')), user([result('b'), result('a'), text])];
    expect((await post({ ...good, messages: history })).status).toBe(200);
  });

  it('without a key, with the id of the request', async () => {
    const { authorization: _, ...without } = headers;
    const answer = await post(good, without);
    expect(answer).toMatchObject({ status: 401, error: { type: 'authentication_error' } });
    expect(answer.request_id).toMatch(/^req_/);
  });

  it('without a version, or with one that there is not', async () => {
    const { 'anthropic-version': _, ...without } = headers;
    expect((await post(good, without)).error?.message).toMatch(/anthropic-version: header is required/);
    expect((await post(good, { ...headers, 'anthropic-version': '2020-01-01' })).status).toBe(400);
  });

  it('at another address', async () => {
    const response = await fetch(`${api.url}/v1/complete`, { method: 'POST', headers, body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([404, { error: { type: 'not_found_error' } }]);
  });

  const { max_tokens: _m, ...unbounded } = good;
  const { model: _o, ...nameless } = good;
  const { tools: _t, ...toolless } = good;
  const called = [user('hello'), assistant(uses('a', 'b'))];
  const marked = { ...text, cache_control: { type: 'ephemeral' } };

  it.each<[string, unknown, RegExp]>([
    ['max_tokens left out', unbounded, /^max_tokens: Field required$/],
    ['no model', nameless, /^model: Field required$/],
    ['a temperature', { ...good, temperature: 0.2 }, /^temperature: Extra inputs are not permitted$/],
    ['top_k', { ...good, top_k: 5 }, /^top_k: Extra inputs are not permitted$/],
    ['a misspelt field of a block', { ...good, messages: [user([{ ...text, txt: '' }])] }, /messages\.0\.content/],
    ['an empty text', { ...good, messages: [user([{ type: 'text', text: '' }])] }, /non-empty/],
    ['no message', { ...good, messages: [] }, /at least one message/],
    [
      'the assistant first',
      { ...good, messages: [assistant('hi'), user('hello')] },
      /first message must use the "user"/,
    ],
    [
      'a call without a result',
      { ...good, messages: [...called, user([result('a')])] },
      /without `tool_result`.*: b\./,
    ],
    ['a call with no answer at all', { ...good, messages: called }, /without `tool_result`/],
    [
      'results after text',
      { ...good, messages: [...called, user([text, result('a'), result('b')])] },
      /without `tool_r/,
    ],
    ['a result that nobody asked for', { ...good, messages: [user([result('x')])] }, /unexpected `tool_use_id`/],
    [
      'a result twice',
      { ...good, messages: [...called, user([result('a'), result('a'), result('b')])] },
      /single result/,
    ],
    ['tool calls of the user', { ...good, messages: [user(uses('a'))] }, /cannot be in `user` messages/],
    [
      'calls without tools',
      { ...toolless, messages: [...called, user([result('a'), result('b')])] },
      /must define tools/,
    ],
    ['a tool twice', { ...good, tools: [look, look] }, /must be unique/],
    ['a tool with a strange name', { ...good, tools: [{ ...look, name: 'lo ok' }] }, /^tools\.0\.name: /],
    ['a tool without a schema', { ...good, tools: [{ name: 'look' }] }, /^tools\.0\.input_schema: Field required$/],
    ['a choice that is no tool', { ...good, tool_choice: { type: 'tool', name: 'x' } }, /not found in provided tools/],
    [
      'input that is no object',
      { ...good, messages: [user('x'), assistant([{ ...uses('a')[0], input: '{"a' }]), user([result('a')])] },
      /valid dictionary/,
    ],
    [
      'five marks for the cache',
      { ...good, messages: [user([marked, marked, marked, marked, marked])] },
      /maximum of 4 blocks/,
    ],
    ['an open object as format', format({ type: 'object', properties: {} }), /additionalProperties/],
    [
      'bounds in a format',
      format({ type: 'object', additionalProperties: false, properties: { n: { type: 'integer', minimum: 0 } } }),
      /For 'integer' type, property 'minimum' is not supported/,
    ],
  ])('%s', async (_, body, message) => {
    const { status, error } = await post(body);
    expect({ status, type: error?.type }).toEqual({ status: 400, type: 'invalid_request_error' });
    expect(error?.message).toMatch(message);
  });

  it('takes a property that is called as a keyword that it does not take', async () => {
    const properties = { minimum: { type: 'string' }, not: { type: 'integer' } };
    const schema = { type: 'object', additionalProperties: false, properties, required: ['minimum', 'not'] };
    expect((await post(format(schema))).status).toBe(200);
  });
});
