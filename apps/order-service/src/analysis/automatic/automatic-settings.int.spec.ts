import type { OrderAnalysis } from '@shop/api-contracts';
import { paymentDeclined } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import { FakeMessagesApi, plausibleAnalyst } from '@shop/order-analysis-agent/testing';
import type { Scenario } from '@shop/order-analysis-agent/testing';
import { news } from '@shop/service-testing';
import type { ServiceUnderTest, Settings } from '@shop/service-testing';
import { orderOf } from '../../testing/order-requests.js';
import { placeOrder, product, startOrder } from '../../testing/order-under-test.js';
import { Participants } from '../../testing/participants.js';

jest.setTimeout(60_000);

const support = { id: newId(), as: ['support'] } as const;
const overloaded: Scenario = { name: 'overloaded', turns: [{ when: {}, fault: { kind: 'error', status: 529 } }] };

let api: FakeMessagesApi;
const running: ServiceUnderTest[] = [];
beforeAll(async () => {
  api = await FakeMessagesApi.start();
});
afterAll(() => api.stop());
afterEach(() => Promise.all(running.splice(0).map((shop) => shop.stop())));

async function start(env: Settings = {}): Promise<ServiceUnderTest> {
  const shop = await startOrder({ env: { ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: api.url, ...env } });
  running.push(shop);
  await shop.tell(product('TEA', 1800));
  return shop;
}

async function declined(shop: ServiceUnderTest): Promise<string> {
  const others = new Participants(shop);
  const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
  await shop.tell(news(paymentDeclined, { orderId, reason: 'card_declined' }));
  await others.tellAll(others.answer, orderId);
  return orderId;
}

async function analysesOf(shop: ServiceUnderTest, orderId: string): Promise<readonly OrderAnalysis[]> {
  const { json } = await shop.request(`GET /orders/${orderId}/analyses`, support);
  return json['items'] as OrderAnalysis[];
}

interface Waiting {
  readonly attempts: number;
  readonly last_error: string | null;
}
const waiting = (shop: ServiceUnderTest) => shop.query<Waiting>('SELECT attempts, last_error FROM intents');
async function postponed(shop: ServiceUnderTest): Promise<void> {
  await eventually(async () =>
    expect(await waiting(shop)).toMatchObject([{ last_error: expect.stringContaining('model_') as string }]),
  );
}

it('asks the model, once for one order, and it has a budget of its own', async () => {
  api.play(plausibleAnalyst);
  const shop = await start();
  const orderId = await declined(shop);
  await eventually(async () =>
    expect(await analysesOf(shop, orderId)).toMatchObject([{ source: 'claude', degraded: null }]),
  );
  const asked = api.requests.length;
  const [{ trigger_id: triggerId } = { trigger_id: '' }] = await shop.query<{ trigger_id: string }>(
    'SELECT trigger_id FROM analyses',
  );
  // The analysis is stored and its intent is there: it comes again, to a service that has forgotten that it made it.
  await shop.query(
    `INSERT INTO intents (id, kind, payload, causation_id) VALUES (gen_random_uuid(), 'analysis', $1, 'e')`,
    [JSON.stringify({ orderId, trigger: 'cancelled', triggerId })],
  );
  await shop.settled();
  expect(api.requests).toHaveLength(asked);
  expect(await analysesOf(shop, orderId)).toHaveLength(1);
});

it('waits for a model that is overloaded, and has its answer when it is well again', async () => {
  api.play(overloaded);
  const shop = await start();
  const orderId = await declined(shop);
  await postponed(shop);
  expect(await analysesOf(shop, orderId)).toEqual([]);
  api.play(plausibleAnalyst);
  await shop.query('UPDATE intents SET due_at = now()');
  await eventually(async () => expect(await analysesOf(shop, orderId)).toMatchObject([{ source: 'claude' }]));
});

it('has the rules answer when the model has not after so many attempts', async () => {
  api.play(overloaded);
  const shop = await start();
  const orderId = await declined(shop);
  await postponed(shop);
  await shop.query('UPDATE intents SET attempts = 4, due_at = now()');
  await eventually(async () =>
    expect(await analysesOf(shop, orderId)).toMatchObject([
      { source: 'rules', degraded: { reason: expect.stringContaining('model_') as string } },
    ]),
  );
  expect(await waiting(shop)).toEqual([]);
});

it('has the rules answer at once when the budget of the day is used up: tomorrow is too late', async () => {
  api.play(plausibleAnalyst);
  const shop = await start({ ANALYSIS_BUDGET_AUTOMATIC_CENTS: '0' });
  const asked = api.requests.length;
  const orderId = await declined(shop);
  await eventually(async () =>
    expect(await analysesOf(shop, orderId)).toMatchObject([
      { source: 'rules', degraded: { reason: 'budget_exhausted' } },
    ]),
  );
  expect(api.requests).toHaveLength(asked);
});

it('nothing is analysed by itself when that is switched off, and what was asked for before is dropped', async () => {
  const shop = await start({ AUTOMATIC_ANALYSES: 'false' });
  const payload = JSON.stringify({ orderId: newId(), trigger: 'cancelled', triggerId: 'e' });
  await shop.query(
    `INSERT INTO intents (id, kind, payload, causation_id) VALUES (gen_random_uuid(), 'analysis', $1, 'e')`,
    [payload],
  );
  await shop.publishedTypes(await declined(shop));
  await shop.settled();
  expect(await shop.query('SELECT id FROM analyses')).toEqual([]);
});
