import { unavailable } from '@shop/kernel';
import { AgentBench, asking } from '../testing/agent-bench.js';
import { plantedShop } from '../testing/planted-shop.js';
import { sampleCustomerId, sampleOrderId } from '../testing/sample-facts.js';
import { ScriptedFacts } from '../testing/scripted-facts.js';
import { catalogue } from '../tools/catalogue.js';

/** What must not leave the house, as people write it into any field. */
const inText: readonly (readonly [what: string, written: string, mustNotBeSeen: RegExp])[] = [
  ['an e-mail address', 'write to ada.lovelace+shop@example.co.uk today', /lovelace|example\.co/i],
  ['an e-mail address with something invisible in it', 'write to ada\u200b@exa\u00admple.org', /exa.?mple/],
  ['a card token', 'charge tok_1PqVisa4242 again', /1PqVisa/],
  ['a bearer token', 'Authorization: Bearer abc123.def-456_ghi', /abc123/],
  ['a JWT', 'jwt eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl', /eyJ/],
  ['a phone number', 'call +49 (40) 1234-5678 before noon', /1234-?5678/],
  ['a phone number of the country', 'call 0170 55512345 before noon', /55512345/],
  ['an IPv4 address', 'came from 203.0.113.77 at night', /203\.0\.113/],
  ['an IPv6 address', 'came from 2001:db8:85a3::8a2e:370:7334 at night', /85a3|7334/],
  ['a card number', 'paid with 4242 4242 4242 4242, really', /4242 4242/],
  ['an address in JSON', 'got {"recipient":"Ada Lovelace","street":"7 Byron Lane"} there', /lovelace|byron/i],
  ['a password in a URL', 'postgres://shop:hunter2secret@db.internal/orders', /hunter2/],
];

/** What must not leave the house, in the fields in which the shop keeps it. */
const inFields = {
  email: 'ada@example.org',
  recipient: 'Augusta Lovelace',
  shippingAddress: { name: 'Augusta Lovelace', street: '7 Byron Lane', city: 'Marylebone', postalCode: 'W1U 6TT' },
  phone: '020 7946 0000',
  payment: { token: 'tok_visa', cardNumber: '4000056655665556' },
  authorization: 'Bearer xyz',
};
const fieldsMustNotBeSeen = /augusta|byron|marylebone|W1U|7946|tok_|40000566|xyz|ada@/i;

let bench: AgentBench;

beforeAll(async () => {
  bench = await AgentBench.start();
});

beforeEach(() => bench.clear());

afterAll(() => bench.stop());

const inputs: Readonly<Record<string, Record<string, unknown>>> = {
  get_stock: { skus: ['TEA'] },
  get_customer_history: { customerId: sampleCustomerId },
  search_orders: {},
  get_overview: {},
  find_stuck_orders: {},
  get_circuits: {},
};
const everyTool = catalogue.map(({ name }) => ({ name, input: inputs[name] ?? { orderId: sampleOrderId } }));
const half = Math.ceil(everyTool.length / 2);

/** A model that asks every tool about everything. */
function playCurious(): void {
  const answer = { play: 'analyst' as const };
  const [first, second] = [everyTool.slice(0, half), everyTool.slice(half)];
  bench.play(
    { when: { turn: 1 }, answer: { tools: first } },
    { when: { turn: 2 }, answer: { tools: second } },
    { when: {}, answer },
  );
}

async function onTheWire(facts: ScriptedFacts, question?: string): Promise<string> {
  playCurious();
  const subject = question === undefined ? undefined : { kind: 'question' as const, question };
  const { request } = asking({ facts, payer: 'payer-of-the-spec', ...(subject && { subject }) });
  const { analysis } = await bench.agent().analyse(request);
  expect(analysis.source).toBe('claude');
  expect(analysis.toolCalls.length).toBeGreaterThanOrEqual(everyTool.length);
  return JSON.stringify(bench.bodies);
}

/** With what stands around it: the whole would be pages. */
function seenIn(wire: string, what: RegExp): string | null {
  return new RegExp(`.{0,60}(?:${what.source}).{0,60}`, what.flags).exec(wire)?.[0] ?? null;
}

describe('what reaches the model', () => {
  it.each(inText)('has not %s that somebody wrote into a field', async (_, written, mustNotBeSeen) => {
    const wire = await onTheWire(new ScriptedFacts('admin', plantedShop(written)));
    expect(seenIn(wire, mustNotBeSeen)).toBeNull();
    expect(seenIn(wire, /\*{8}/)).not.toBeNull();
  });

  it.each(inText)('has not %s that somebody asks about', async (_, written, mustNotBeSeen) => {
    const wire = await onTheWire(new ScriptedFacts('admin', plantedShop('nothing odd')), `Who is it: ${written}?`);
    expect(seenIn(wire, mustNotBeSeen)).toBeNull();
  });

  it.each(inText)('has not %s that an error of the shop repeats', async (_, written, mustNotBeSeen) => {
    const failures = { payment: unavailable('spec', `failed: ${written}`), comparison: unavailable('spec', written) };
    const wire = await onTheWire(new ScriptedFacts('admin', { ...plantedShop('nothing odd'), failures }));
    expect(seenIn(wire, /unavailable: /)).not.toBeNull();
    expect(seenIn(wire, mustNotBeSeen)).toBeNull();
  });

  it('has no field of an event that says who or where somebody is, or what they pay with', async () => {
    const wire = await onTheWire(new ScriptedFacts('admin', plantedShop('nothing odd', inFields)));
    expect(seenIn(wire, new RegExp(`stream:${sampleOrderId}@1`))).not.toBeNull();
    expect(seenIn(wire, fieldsMustNotBeSeen)).toBeNull();
  });

  it('keeps ids, times and amounts as they are: nothing can be cited or compared without them', async () => {
    const wire = await onTheWire(
      new ScriptedFacts('admin', plantedShop(`about ${sampleOrderId}, 2026-11-21T10:00:00Z`)),
    );
    expect(seenIn(wire, new RegExp(`about ${sampleOrderId}, 2026-11-21T10:00:00Z`))).not.toBeNull();
    expect(seenIn(wire, /\*{8}/)).toBeNull();
  });

  it('comes without a header that names a person, or carries their token', async () => {
    await onTheWire(new ScriptedFacts('admin', plantedShop('nothing odd')));
    const [received] = bench.api.requests.slice(-1);
    const { authorization, ...headers } = received?.headers ?? {};
    expect(authorization).toBe('Bearer key-of-a-spec');
    expect(JSON.stringify(headers)).not.toMatch(/payer-of-the-spec|Bearer|traceparent|0198b000/);
    expect(bench.bodies.filter((body) => JSON.stringify(body).includes('payer-of-the-spec'))).toEqual([]);
  });
});
