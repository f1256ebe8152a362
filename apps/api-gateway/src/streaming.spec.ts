import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { scrape } from '@shop/telemetry/testing';
import { GatewayUnderTest } from './testing/gateway-under-test.js';

const orderId = '0197a1b2-0000-7000-8000-000000000001';
const path = `/api/v1/orders/${orderId}/analysis`;
const settings = { UPSTREAM_TIMEOUT_MS: '400', LONG_CALL_TIMEOUT_MS: '1500', LONG_CALLS: '2', CIRCUIT_FAILURES: '3' };
const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' };
const anEvent = (piece: string) => `event: text\ndata: {"text":"${piece}"}\n\n`;

let gateway: GatewayUnderTest;
beforeEach(async () => (gateway = await GatewayUnderTest.start(settings)));
afterEach(() => gateway.stop());

const orders = () => gateway.upstream('order-service');

/** The order service streams, and the test holds the pen. */
function streaming(write: (response: ServerResponse) => void = () => undefined): Promise<ServerResponse> {
  return new Promise((resolve) => {
    orders().react = () => ({
      headers: { ...eventStream, 'x-internal': '1' },
      write: (response) => {
        response.write(':\n\n');
        write(response);
        resolve(response);
      },
    });
  });
}

/** With node's own client: fetch would read all that comes. */
async function open(headers: Record<string, string> = {}): Promise<{ sent: ClientRequest; answer: IncomingMessage }> {
  const authorization = `Bearer ${gateway.tokens.token(['support'])}`;
  const all = { authorization, accept: 'text/event-stream', ...headers };
  const sent = httpRequest(gateway.url + path, { method: 'POST', headers: all });
  sent.on('error', () => undefined).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { sent, answer: answer.on('error', () => undefined) };
}

async function nextText(answer: IncomingMessage): Promise<string> {
  const [chunk] = (await once(answer, 'data')) as [Buffer];
  return chunk.toString();
}

describe('a stream', () => {
  it('comes through event by event, while the service still works, and nobody may keep it', async () => {
    const begun = streaming();
    const { answer } = await open();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ ...eventStream, 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    expect(answer.headers).not.toHaveProperty('x-internal');
    expect(await nextText(answer)).toBe(':\n\n');
    const response = await begun;
    for (const piece of ['one', 'two']) {
      response.write(anEvent(piece));
      expect(await nextText(answer)).toBe(anEvent(piece));
    }
    response.end(anEvent('three'));
    expect(await text(answer)).toBe(anEvent('three'));
    expect(orders().seen[0]?.headers['accept']).toBe('text/event-stream');
  });

  it('that the service breaks off ends in whole events, then an error', async () => {
    const begun = streaming();
    const { answer } = await open();
    (await begun).write(`${anEvent('one')}event: text\ndata: {"te`);
    await nextText(answer);
    (await begun).socket?.destroy();
    const rest = await text(answer);
    expect(rest).not.toContain('"te\n');
    expect(rest).toMatch(/event: error\ndata: \{.*"status":503\}\n\n$/);
    expect(answer.complete).toBe(true);
  });

  it('that takes longer than a long call may ends in an error, and so does its request', async () => {
    const begun = streaming();
    const { answer } = await open();
    const closed = once(await begun, 'close');
    expect(await text(answer)).toMatch(/event: error\ndata: .*"status":503/);
    await closed;
  });

  it('is ended at the service when the client goes, which is held against nobody', async () => {
    for (let n = 0; n < 4; n++) {
      const begun = streaming();
      const { sent, answer } = await open();
      await nextText(answer);
      const closed = once(await begun, 'close');
      sent.destroy();
      await closed;
    }
    orders().react = () => ({ body: { fine: true } });
    expect(await gateway.post(path, { as: ['support'] })).toMatchObject({ status: 200, json: { fine: true } });
    const figures = await scrape(gateway.metricsUrl);
    const route = '/api/v1/orders/:id/analysis';
    const count = (status: string) => figures.value('http_server_request_duration_seconds_count', { route, status });
    expect([count('499'), count('200')]).toEqual([4, 1]);
    expect(figures.value('http_server_active_requests')).toBe(0);
  });

  it('goes no faster than it is read, and fills no memory meanwhile', async () => {
    const piece = anEvent('x'.repeat(16_000));
    let taken = 0;
    const begun = streaming((response) => {
      const fill = () => {
        while (taken < 64_000_000 && !response.destroyed) {
          taken += piece.length;
          if (!response.write(piece)) return void response.once('drain', fill);
        }
      };
      fill();
    });
    const { sent, answer } = await open();
    answer.pause();
    await begun;
    let before = -1;
    while (before !== taken) {
      before = taken;
      await delay(150); // long enough for what can move to move
    }
    expect(taken).toBeLessThan(20_000_000);
    sent.destroy();
  });

  it('has to begin as soon as any other answer has to end', async () => {
    orders().react = () => 'hang';
    const answer = await gateway.post(path, { as: ['support'], headers: { accept: 'text/event-stream' } });
    expect(answer).toMatchObject({ status: 503, json: { type: expect.stringContaining('timeout') as unknown } });
  });

  it('is ended properly by a gateway that stops', async () => {
    await gateway.stop();
    gateway = await GatewayUnderTest.start({ ...settings, LONG_CALL_TIMEOUT_MS: '60000' });
    const begun = streaming();
    const { answer } = await open();
    await begun;
    const stopped = gateway.stop();
    expect(await text(answer)).toMatch(/event: error\ndata: .*"status":503/);
    await stopped;
  }, 20_000);

  it('that is refused is an ordinary problem', async () => {
    const problem = { type: 'x', title: 'Too Many Requests', status: 429 };
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '60' };
    orders().react = () => ({ status: 429, headers, body: problem });
    const answer = await gateway.post(path, { as: ['support'], headers: { accept: 'text/event-stream' } });
    expect(answer).toMatchObject({ status: 429, json: { ...problem, instance: path } });
    expect(answer.headers.get('retry-after')).toBe('60');
  });
});

describe('a long call', () => {
  it('has more time than others, and is never sent twice', async () => {
    orders().react = async () => {
      await delay(700); // the very point
      return { body: { id: 'late' } };
    };
    expect(await gateway.post(path, { as: ['customer'] })).toMatchObject({ status: 200, json: { id: 'late' } });
    expect(orders().seen[0]?.headers['accept']).toBeUndefined();
    orders().react = () => 'cut';
    expect((await gateway.post(path, { as: ['customer'] })).status).toBe(503);
    expect(orders().seen).toHaveLength(2);
  });

  it('takes the place of another long one, and of nothing else', async () => {
    const begun = streaming();
    const first = await open();
    await begun;
    const second = await open();
    expect(await gateway.post(path, { as: ['customer'] })).toMatchObject({
      status: 503,
      json: { type: expect.stringContaining('overloaded') as unknown },
    });
    orders().react = () => ({ body: { id: orderId } });
    expect(await gateway.get(`/api/v1/orders/${orderId}`, { as: ['customer'] })).toMatchObject({ status: 200 });
    (await begun).end();
    await text(first.answer);
    expect(await gateway.post(path, { as: ['customer'] })).toMatchObject({ status: 200 });
    second.sent.destroy();
  });

  it('is ended at the service when nobody waits for it any more', async () => {
    const asked = new Promise<ServerResponse>((resolve) => {
      orders().react = () => ({ write: resolve });
    });
    const leaving = new AbortController();
    const authorization = `Bearer ${gateway.tokens.token(['customer'])}`;
    const sent = fetch(gateway.url + path, { method: 'POST', headers: { authorization }, signal: leaving.signal });
    const closed = once(await asked, 'close');
    leaving.abort();
    await expect(sent).rejects.toThrow();
    await closed;
  });
});
