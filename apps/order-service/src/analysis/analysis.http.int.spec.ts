import { setTimeout as delay } from 'node:timers/promises';
import { paymentDeclined, stockReserved } from '@shop/domain-events';
import { newId } from '@shop/kernel';
import { eventually } from '@shop/messaging/testing';
import type { Analysis, OrderAnalysis } from '@shop/api-contracts';
import { analysis, orderAnalysis } from '@shop/api-contracts';
import { customerId, news, startLocalServer } from '@shop/service-testing';
import type { ServiceUnderTest, SignedRequest } from '@shop/service-testing';
import { orderOf } from '../testing/order-requests.js';
import { placeOrder, product, startOrder } from '../testing/order-under-test.js';
import { streamed } from '../testing/event-stream.js';

jest.setTimeout(40_000);

let shop: ServiceUnderTest;
beforeAll(async () => {
  shop = await startOrder();
  await shop.tell(product('TEA', 1800));
});
afterAll(() => shop.stop());

const support = { id: newId(), as: ['support'] } as const;
const tea = orderOf(['TEA', 1]);

async function declinedOrder(): Promise<string> {
  const orderId = await placeOrder(shop, tea);
  await shop.tell(news(stockReserved, { orderId }), news(paymentDeclined, { orderId, reason: 'card_declined' }));
  return orderId;
}

async function analyse(orderId: string, options: SignedRequest = {}): Promise<OrderAnalysis> {
  const { status, json } = await shop.request(`POST /orders/${orderId}/analysis`, options);
  expect([status, json['detail']]).toEqual([200, undefined]);
  return orderAnalysis.parse(json);
}

describe('an analysis without a key', () => {
  it('says by rules why an order ends, and cites the event', async () => {
    const orderId = await declinedOrder();
    const found = await analyse(orderId);
    expect(found).toMatchObject({ orderId, source: 'rules', model: null, degraded: null, trigger: 'request' });
    const declined = found.findings.find(({ code }) => code === 'payment_declined');
    const steps = await shop.query<{ event_id: string }>(
      `SELECT event_id FROM saga_timeline WHERE order_id = $1 AND kind = 'failure'`,
      [orderId],
    );
    expect(declined?.evidence).toContain(steps[0]?.event_id);
  });

  it('is kept for who asked: a customer sees their own alone, the staff all', async () => {
    const orderId = await declinedOrder();
    const theirs = await analyse(orderId);
    const ours = await analyse(orderId, support);
    const path = `GET /orders/${orderId}/analyses`;
    const listed = async (options: SignedRequest = {}) =>
      ((await shop.request(path, options)).json['items'] as OrderAnalysis[]).map(({ id }) => id);
    expect(await listed()).toEqual([theirs.id]);
    expect(await listed(support)).toEqual([ours.id, theirs.id]);
  });

  it('proposes nothing to a customer', async () => {
    const found = await analyse(await declinedOrder());
    expect(found.recommendations.map(({ proposalId }) => proposalId).filter((id) => id !== null)).toEqual([]);
  });

  it.each([
    ['somebody else’s order', { id: newId() }],
    ['no order', support],
  ])('is refused for %s, streamed or not', async (what, options) => {
    const orderId = what === 'no order' ? newId() : await placeOrder(shop, tea);
    for (const accept of ['application/json', 'text/event-stream']) {
      const refused = await shop.request(`POST /orders/${orderId}/analysis`, { ...options, headers: { accept } });
      expect(refused).toMatchObject({ status: 404, json: { status: 404 } });
      expect(refused.json['type']).toContain('order.not-found');
    }
  });

  it('answers a question of the staff, and no customer’s', async () => {
    const body = { question: 'Which orders have failed?', customerId };
    const { status, json } = await shop.request('POST /orders/analyze', { ...support, body });
    expect(status).toBe(200);
    expect(analysis.parse(json)).toMatchObject({ source: 'rules' } satisfies Partial<Analysis>);
    expect(json).not.toHaveProperty('orderId');
    expect((await shop.request('POST /orders/analyze', { body })).status).toBe(403);
  });
});

describe('as a stream', () => {
  it('tells what is done while it is done, then the analysis and what it took', async () => {
    const orderId = await declinedOrder();
    const token = await shop.tokens.tokenFor({ id: customerId, roles: ['customer'] });
    const { status, headers, events } = await streamed(`${shop.url()}/orders/${orderId}/analysis`, { token });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(headers.get('cache-control')).toBe('no-store');
    const names = events.map(({ event }) => event);
    expect(names.slice(-2)).toEqual(['analysis', 'usage']);
    expect(names.filter((name) => name === 'tool_call').length).toBeGreaterThan(0);
    expect(names.filter((name) => name === 'tool_result').length).toBe(
      names.filter((name) => name === 'tool_call').length,
    );
    expect(events.at(-2)?.data).toMatchObject({ orderId, source: 'rules' });
  });
});

describe('an analysis that nobody waits for any more', () => {
  it.each(['text/event-stream', 'application/json'])('ends, and is not kept: %s', async (accept) => {
    const asked: string[] = [];
    const silent = await startLocalServer(({ url = '' }) => void asked.push(url));
    const slow = await startOrder({ env: { PAYMENT_SERVICE_URL: silent.url } });
    await slow.tell(product('TEA', 1800));
    const orderId = await placeOrder(slow, tea);
    const leaving = new AbortController();
    const authorization = `Bearer ${await slow.tokens.tokenFor({ id: customerId, roles: ['customer'] })}`;
    const request = { method: 'POST', headers: { accept, authorization }, signal: leaving.signal };
    const sent = fetch(`${slow.url()}/orders/${orderId}/analysis`, request).then((answer) => answer.text());
    await eventually(() => expect(asked).toHaveLength(1));
    leaving.abort();
    await expect(sent).rejects.toThrow();
    const requests = { method: 'POST', route: '/orders/:id/analysis', status: '499' };
    await eventually(async () => {
      expect((await slow.metrics()).value('http_server_request_duration_seconds_count', requests)).toBe(1);
    });
    // The question that was under way when the client left ends after a second; a kept analysis would be there then.
    await delay(1_500);
    expect(await slow.query('SELECT id FROM analyses')).toEqual([]);
    await Promise.all([slow.stop(), silent.stop()]);
  });
});

describe('many at once', () => {
  it('are turned away rather than served badly, and nobody else waits for them', async () => {
    const silent = await startLocalServer(() => undefined);
    const busy = await startOrder({ env: { PAYMENT_SERVICE_URL: silent.url } });
    await busy.tell(product('TEA', 1800));
    const orderId = await placeOrder(busy, tea);
    // Each of them waits for a payment service that says nothing.
    const asked = Array.from({ length: 30 }, () => busy.request(`POST /orders/${orderId}/analysis`));
    await Promise.race(asked);
    expect((await busy.request(`GET /orders/${orderId}`)).status).toBe(200);
    const answers = await Promise.all(asked);
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.json['type']).toContain('analysis.overloaded');
    expect(refused[0]?.headers.get('retry-after')).toBe('2');
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(30 - refused.length);
    await Promise.all([busy.stop(), silent.stop()]);
  });
});
