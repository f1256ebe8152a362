import type { RunningService } from '@shop/platform';
import { start } from './start.js';

const label = {
  reference: 'order-1',
  address: { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' },
  parcels: [{ sku: 'tea', quantity: 2 }],
};
const charge = { reference: 'order-1', amountMinor: 1_999, currency: 'USD', token: 'tok_visa' };

let world: RunningService;

beforeAll(async () => {
  world = await start({ PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
});
afterAll(() => world.stop());
afterEach(() => fetch(`${world.url}/faults`, { method: 'DELETE' }));

async function answerOf(response: Promise<Response>) {
  const { status, headers, ...rest } = await response.then(async (got) => ({
    status: got.status,
    headers: got.headers,
    text: await got.text(),
  }));
  const isJson = headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status, body: isJson ? (JSON.parse(rest.text) as Record<string, unknown>) : rest.text };
}

const get = (path: string) => answerOf(fetch(`${world.url}${path}`));

function post(path: string, body: unknown, key?: string) {
  const headers = { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) };
  return answerOf(fetch(`${world.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function chargesOf(reference: string): Promise<number> {
  const { body } = await get('/payments/charges');
  return (body as { items: { reference: string }[] }).items.filter((item) => item.reference === reference).length;
}

describe('the payment provider', () => {
  it('captures a charge, and gives the same answer for the same key', async () => {
    const order = { ...charge, reference: 'captures' };
    const [first, again] = [
      await post('/payments/charges', order, 'c-1'),
      await post('/payments/charges', order, 'c-1'),
    ];

    expect(first).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^ch_/) as unknown,
        status: 'captured',
        amountMinor: 1_999,
        currency: 'USD',
        reference: 'captures',
      },
    });
    expect(again).toEqual(first);
    expect(await chargesOf('captures')).toBe(1);
  });

  it('declines in its own words, not in those of the shop', async () => {
    expect(await post('/payments/charges', { ...charge, token: 'tok_insufficient_funds' }, 'd-1')).toEqual({
      status: 402,
      body: { error: { code: 'insufficient_funds', message: expect.any(String) as unknown } },
    });
  });

  it('answers tok_flaky 503 twice for a key, then 201', async () => {
    const flaky = { ...charge, token: 'tok_flaky' };
    const statuses: number[] = [];
    for (const _ of [1, 2, 3, 4]) statuses.push((await post('/payments/charges', flaky, 'f-1')).status);

    expect(statuses).toEqual([503, 503, 201, 201]);
  });

  it('answers tok_slow after 2 s, a repetition meanwhile too, one later at once, and charges once', async () => {
    const slow = { ...charge, token: 'tok_slow', reference: 'slow' };
    const began = Date.now();
    const timed = async () => ({ ...(await post('/payments/charges', slow, 's-1')), afterMs: Date.now() - began });
    const both = await Promise.all([timed(), timed()]);
    const late = await timed();

    expect(Math.min(...both.map(({ afterMs }) => afterMs))).toBeGreaterThan(1_900);
    expect(late.afterMs).toBeLessThan(3_900);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set([...both, late].map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await chargesOf('slow')).toBe(1);
  });

  it('refunds until nothing is left', async () => {
    const { body } = await post('/payments/charges', charge, 'r-1');
    const { id: chargeId } = body as { id: string };

    expect(await post('/payments/refunds', { chargeId, amountMinor: 1_000 }, 'r-2')).toEqual({
      status: 201,
      body: { id: expect.stringMatching(/^re_/) as unknown, status: 'refunded', chargeId, amountMinor: 1_000 },
    });
    expect(await post('/payments/refunds', { chargeId, amountMinor: 1_000 }, 'r-3')).toMatchObject({ status: 409 });
    expect(await post('/payments/refunds', { chargeId: 'ch_none', amountMinor: 1 }, 'r-4')).toMatchObject({
      status: 404,
      body: { error: { code: 'charge_not_found' } },
    });
    expect(await get(`/payments/charges/${chargeId}`)).toMatchObject({ status: 200, body: { refundedMinor: 1_000 } });
  });

  it('shows its balance, and the charges of a period', async () => {
    const { body: before } = await get('/payments/balance');
    await post('/payments/charges', charge, 'b-1');
    const { body: after } = await get('/payments/balance');
    const captured = (balance: unknown) => (balance as { capturedMinor: number }).capturedMinor;

    expect(captured(after) - captured(before)).toBe(1_999);
    expect(await get('/payments/charges?to=2020-01-01T00:00:00Z')).toEqual({ status: 200, body: { items: [] } });
    expect(await get('/payments/charges?from=yesterday')).toMatchObject({ status: 400 });
  });

  it('names the faults of a request that it cannot read', async () => {
    const { status, body } = await post('/payments/charges', { ...charge, amountMinor: 1.5, currency: 'dollars' });

    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { code: 'invalid_request', message: expect.stringMatching(/amountMinor.*currency/) as unknown },
    });
  });
});

describe('the carrier', () => {
  it('makes a label once per key, and voids it as often as asked', async () => {
    const made = await post('/carrier/labels', label, 'l-1');
    expect(made).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^lb_/) as unknown,
        carrier: 'Demo Parcel',
        trackingNumber: expect.any(String) as unknown,
      },
    });
    expect(await post('/carrier/labels', label, 'l-1')).toEqual(made);
    const { id } = made.body as { id: string };
    for (const _ of [1, 2]) {
      expect(await post(`/carrier/labels/${id}/void`, {})).toEqual({ status: 200, body: { id, status: 'void' } });
    }
  });

  it('answers 422 for an address that it does not deliver to, 404 for a label that it does not know', async () => {
    const nowhere = { ...label, address: { ...label.address, postalCode: '00000' } };

    expect(await post('/carrier/labels', nowhere, 'l-2')).toMatchObject({
      status: 422,
      body: { error: { code: 'undeliverable' } },
    });
    expect(await post('/carrier/labels/lb_none/void', {})).toMatchObject({ status: 404 });
  });
});

describe('text messages and pushes', () => {
  it('takes each once per key and lists what came, newest first', async () => {
    const first = await post('/sms', { to: '+44 20', text: 'one' }, 'm-1');
    await post('/sms', { to: '+44 20', text: 'one' }, 'm-1');
    await post('/sms', { to: '+44 20', text: 'two' }, 'm-2');
    await post('/push', { userId: 'u1', title: 'Shop', text: 'three' }, 'm-1');

    expect(first).toEqual({ status: 202, body: { id: expect.any(String) as unknown } });
    expect(await get('/sms')).toMatchObject({ body: { items: [{ text: 'two' }, { text: 'one' }] } });
    expect(await get('/push')).toMatchObject({ body: { items: [{ userId: 'u1', title: 'Shop', text: 'three' }] } });
  });
});

describe('faults', () => {
  it('answers the next calls with the status that is asked for, does nothing for them, and spares those who look', async () => {
    await post('/faults', { target: 'payments', status: 500, times: 1 });
    expect(await get('/payments/balance')).toMatchObject({ status: 200 });
    const order = { ...charge, reference: 'faulty' };

    expect(await post('/payments/charges', order, 'x-1')).toMatchObject({
      status: 500,
      body: { error: { code: 'unavailable' } },
    });
    expect(await chargesOf('faulty')).toBe(0);
    expect(await post('/payments/charges', order, 'x-1')).toMatchObject({ status: 201 });
  });

  it('is 503 until cleared if nothing else is said, and for its target alone', async () => {
    await post('/faults', { target: 'carrier' });
    expect(await post('/carrier/labels', label, 'x-2')).toMatchObject({ status: 503 });
    expect(await post('/payments/charges', charge, 'x-3')).toMatchObject({ status: 201 });
    await fetch(`${world.url}/faults`, { method: 'DELETE' });

    expect(await post('/carrier/labels', label, 'x-2')).toMatchObject({ status: 201 });
  });

  it('does the work at once and answers late when only a delay is asked for', async () => {
    await post('/faults', { target: 'payments', delayMs: 10_000, times: 1 });
    const body = JSON.stringify({ ...charge, reference: 'lost' });
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'x-4' };
    const abort = new AbortController();
    const call = fetch(`${world.url}/payments/charges`, { method: 'POST', body, headers, signal: abort.signal });
    while ((await chargesOf('lost')) === 0);
    abort.abort();
    await expect(call).rejects.toThrow();

    expect(await post('/payments/charges', { ...charge, reference: 'lost' }, 'x-4')).toMatchObject({ status: 201 });
    expect(await chargesOf('lost')).toBe(1);
  });

  it('refuses a fault for something that does not exist', async () => {
    expect(await post('/faults', { target: 'weather' })).toMatchObject({ status: 400 });
  });
});

describe('health', () => {
  it('is live and ready', async () => {
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(200);
  });
});
