import { newId } from '@shop/kernel';
import { FakeMessagesApi } from '@shop/order-analysis-agent/testing';
import type { ServiceUnderTest } from '@shop/service-testing';
import { streamed } from '../testing/event-stream.js';
import { orderOf } from '../testing/order-requests.js';
import { placeOrder, product, startOrder } from '../testing/order-under-test.js';

jest.setTimeout(40_000);

let api: FakeMessagesApi;
let shop: ServiceUnderTest;
beforeAll(async () => {
  api = await FakeMessagesApi.start();
  const model = { ANTHROPIC_API_KEY: 'key-of-a-spec', ANTHROPIC_BASE_URL: api.url };
  shop = await startOrder({ env: { ...model, ANALYSIS_BUDGET_USER_CENTS: '30', AUTOMATIC_ANALYSES: 'false' } });
  await shop.tell(product('TEA', 1800));
});
afterAll(async () => {
  await shop.stop();
  await api.stop();
});

const support = { id: newId(), as: ['support'] } as const;

describe('an analysis by a model', () => {
  it('is answered until the budget of the day is used up; then with 429, and when to come again', async () => {
    const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
    const path = `POST /orders/${orderId}/analysis`;
    expect(await shop.request(path, support)).toMatchObject({ status: 200, json: { source: 'claude', orderId } });
    await shop.query('UPDATE analysis_spending SET cost_micro_usd = 290000 WHERE payer = $1', [support.id]);

    const refused = await shop.request(path, support);
    expect(refused).toMatchObject({ status: 429, json: { status: 429 } });
    expect(refused.json['type']).toContain('analysis.budget-exhausted');
    const untilMidnight = (new Date().setUTCHours(24, 0, 0, 0) - Date.now()) / 1_000;
    expect(Math.abs(Number(refused.headers.get('retry-after')) - untilMidnight)).toBeLessThan(10);

    const token = await shop.tokens.tokenFor({ id: support.id, roles: ['support'] });
    const asEvents = fetch(`${shop.url()}/orders/${orderId}/analysis`, {
      method: 'POST',
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    });
    expect((await asEvents).status).toBe(429);
  });

  it('is streamed: tools, the summary as it is written, the analysis, what it took', async () => {
    const orderId = await placeOrder(shop, orderOf(['TEA', 1]));
    const token = await shop.tokens.tokenFor({ id: newId(), roles: ['support'] });
    const { events } = await streamed(`${shop.url()}/orders/${orderId}/analysis`, { token });
    const names = [...new Set(events.map(({ event }) => event))];
    expect(names).toEqual(['tool_call', 'tool_result', 'text', 'analysis', 'usage']);
    const found = events.find(({ event }) => event === 'analysis')?.data;
    const text = events.flatMap((event) => (event.event === 'text' ? [event.data.text] : [])).join('');
    expect(found).toMatchObject({ source: 'claude', degraded: null, summary: text });
  });
});
