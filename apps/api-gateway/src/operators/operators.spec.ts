import { deadLetterId, encodeCursor, upstreams } from '@shop/api-contracts';
import type { Upstream } from '@shop/api-contracts';
import { GatewayUnderTest } from '../testing/gateway-under-test.js';

const admin = { as: ['admin'] } as const;
const uuid = (n: number) => `0197a1b2-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = (second: number) => `2026-01-02T03:04:${String(second).padStart(2, '0')}.000Z`;

function letter(service: Upstream, n: number, second: number) {
  return {
    id: deadLetterId(service, uuid(n)),
    service,
    status: 'open',
    kind: 'shop.order.placed.v1',
    handler: 'shop.order.placed',
    eventId: null,
    correlationId: null,
    traceId: null,
    error: { class: 'TypeError', code: 'unknown', message: 'no' },
    attempts: 5,
    redrives: 0,
    origin: { topic: 'shop.orders', partition: 0, offset: '1' },
    firstFailedAt: at(second),
    lastFailedAt: at(second),
    decision: null,
    message: { key: null, headers: {} },
  };
}
const entry = (service: Upstream, n: number) => ({
  id: uuid(n),
  at: at(n),
  service,
  actor: 'ada',
  action: 'signed-in',
  subject: 'ada',
  detail: {},
});

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start({ UPSTREAM_TIMEOUT_MS: '500' });
  for (const name of upstreams)
    gateway.upstream(name).react = () => ({ body: { items: [], nextCursor: null, degraded: [] } });
});
afterEach(() => gateway.stop());

const answers = (name: Upstream, items: readonly object[], nextCursor: string | null = null) => {
  gateway.upstream(name).react = () => ({ body: { items, nextCursor, degraded: [] } });
};
const problem = (status: number) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { type: 'x', title: 'No', status },
});

describe('dead letters', () => {
  const list = (query = '') => gateway.get(`/api/v1/admin/dead-letters${query}`, admin);

  it('of all services are one list, last failure first', async () => {
    answers('order-service', [letter('order-service', 1, 30), letter('order-service', 2, 10)]);
    answers('payment-service', [letter('payment-service', 3, 20)]);
    const { status, json } = await list();
    expect(status).toBe(200);
    const { items, ...rest } = json as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual([
      deadLetterId('order-service', uuid(1)),
      deadLetterId('payment-service', uuid(3)),
      deadLetterId('order-service', uuid(2)),
    ]);
    expect(rest).toEqual({ nextCursor: null, degraded: [] });
  });

  it('ask every service for the same page, with who asks and what for', async () => {
    const cursor = encodeCursor([at(1), 'order-service.x']);
    await list(`?status=open&kind=shop.order.placed.v1&limit=2&cursor=${cursor}`);
    for (const name of upstreams) {
      const seen = gateway.upstream(name).seen.at(-1);
      expect(seen?.url).toBe(`/admin/dead-letters?status=open&kind=shop.order.placed.v1&limit=2&cursor=${cursor}`);
      expect(seen?.headers.authorization).toMatch(/^Bearer ey/);
    }
  });

  it('go on where the page ends, wherever that is', async () => {
    answers('order-service', [letter('order-service', 1, 30), letter('order-service', 2, 10)], 'its own');
    answers('payment-service', [letter('payment-service', 3, 20)]);
    const { json } = await list('?limit=2');
    expect(json).toMatchObject({ nextCursor: encodeCursor([at(20), deadLetterId('payment-service', uuid(3))]) });
  });

  it.each([
    ['is down', () => 'cut' as const],
    ['is not well', () => problem(500)],
    ['hangs', () => 'hang' as const],
    ['talks nonsense', () => ({ body: { items: 'many' } })],
  ])('name a service that %s, and show those of the others', async (_, react) => {
    gateway.upstream('user-service').react = react;
    answers('order-service', [letter('order-service', 1, 30)]);
    const { status, json } = await list();
    expect(status).toBe(200);
    expect(json).toMatchObject({ items: [{ service: 'order-service' }], degraded: ['user-service'] });
  });

  it('of one service bother no other', async () => {
    await list('?service=payment-service');
    expect(upstreams.filter((name) => gateway.upstream(name).seen.length > 0)).toEqual(['payment-service']);
  });

  it.each(['?cursor=nonsense', '?status=lost', '?service=orders', '?limit=0'])(
    'refuse %s before asking',
    async (query) => {
      expect(await list(query)).toMatchObject({ status: 400 });
      expect(gateway.upstream('order-service').seen).toEqual([]);
    },
  );

  it('are shown, redriven and discarded by the service that their id names', async () => {
    const id = deadLetterId('payment-service', uuid(3));
    const path = `/admin/dead-letters/${id}`;
    const payments = gateway.upstream('payment-service');
    payments.react = () => ({ status: 202, body: { id } });
    expect(await gateway.get(`/api/v1${path}`, admin)).toMatchObject({ json: { id } });
    expect(await gateway.post(`/api/v1${path}/redrive`, { ...admin, body: { reason: 'mended' } })).toMatchObject({
      status: 202,
    });
    await gateway.send('DELETE', `/api/v1${path}?reason=a%20test`, admin);
    expect(payments.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', path, ''],
      ['POST', `${path}/redrive`, '{"reason":"mended"}'],
      ['DELETE', `${path}?reason=a%20test`, ''],
    ]);
    payments.react = () => problem(409);
    expect(await gateway.post(`/api/v1${path}/redrive`, admin)).toMatchObject({
      status: 409,
      json: { instance: `/api/v1${path}/redrive` },
    });
  });

  it('that no service can have are a 404', async () => {
    for (const id of ['nonsense', 'orders.1', uuid(1)]) {
      expect(await gateway.get(`/api/v1/admin/dead-letters/${id}`, admin)).toMatchObject({ status: 404 });
    }
  });

  it('are redriven by kind in all services, and counted', async () => {
    for (const name of upstreams)
      gateway.upstream(name).react = () => ({ status: 202, body: { redriven: 2, hasMore: false, degraded: [] } });
    gateway.upstream('order-service').react = () => ({
      status: 202,
      body: { redriven: 1000, hasMore: true, degraded: [] },
    });
    await gateway.upstream('user-service').stop();
    const body = { kind: 'unreadable', failedBefore: at(1) };
    expect(await gateway.post('/api/v1/admin/dead-letters/redrive', { ...admin, body })).toMatchObject({
      status: 202,
      json: { redriven: 1008, hasMore: true, degraded: ['user-service'] },
    });
    expect(JSON.parse(gateway.upstream('order-service').seen.at(-1)?.body ?? '')).toEqual(body);
  });
});

describe('the audit log', () => {
  it('is that of all services, newest first', async () => {
    answers('user-service', [entry('user-service', 9), entry('user-service', 2)]);
    answers('order-service', [entry('order-service', 5)]);
    await gateway.upstream('shipping-service').stop();
    const { json } = await gateway.get('/api/v1/admin/audit?limit=2', admin);
    expect(json).toMatchObject({
      items: [{ id: uuid(9) }, { id: uuid(5) }],
      nextCursor: encodeCursor({ before: uuid(5) }),
      degraded: ['shipping-service'],
    });
  });
});

describe('circuits', () => {
  const circuit = (service: string, name: string) => ({
    service,
    name,
    circuit: 'closed',
    reopensInMs: 0,
    running: { now: 0, limit: 32 },
    queued: { now: 0, limit: 32 },
    calls: { succeeded: 1 },
    retries: 0,
    opened: 0,
  });

  it("are the services' and the gateway's own", async () => {
    gateway.upstream('payment-service').react = () => ({
      body: { items: [circuit('payment-service', 'payment-provider')], degraded: [] },
    });
    const { json } = await gateway.get('/api/v1/admin/circuits', { as: ['support'] });
    const names = (json as { items: { service: string; name: string }[] }).items.map(
      ({ service, name }) => `${service} → ${name}`,
    );
    expect(names).toEqual(
      expect.arrayContaining(['api-gateway → order-service', 'payment-service → payment-provider']) as string[],
    );
    // To each service one, to the one with long calls another for these, and the service's own.
    expect(names).toHaveLength(8);
  });
});

it.each([
  ['GET', '/admin/dead-letters', 'support'],
  ['GET', '/admin/audit', 'support'],
  ['POST', '/admin/dead-letters/redrive', 'support'],
  ['GET', '/admin/circuits', 'customer'],
  ['GET', '/admin/sagas', 'customer'],
] as const)('answers 403 to %s %s by a %s', async (method, path, role) => {
  expect(await gateway.send(method, `/api/v1${path}`, { as: [role] })).toMatchObject({ status: 403 });
  expect(await gateway.send(method, `/api/v1${path}`)).toMatchObject({ status: 401 });
});

it('hands questions for sagas to the order service', async () => {
  await gateway.get('/api/v1/admin/sagas?state=placed&olderThan=60', { as: ['support'] });
  expect(gateway.upstream('order-service').seen.at(-1)?.url).toBe('/admin/sagas?state=placed&olderThan=60');
});

describe('log levels', () => {
  const level = (service: Upstream) => ({ service, level: 'info', configured: 'info', until: null });
  beforeEach(() => {
    for (const name of upstreams)
      gateway.upstream(name).react = () => ({ body: { items: [level(name)], degraded: [] } });
  });

  it('of all services and the gateway are one list', async () => {
    await gateway.upstream('user-service').stop();
    const { status, json } = await gateway.get('/api/v1/admin/log-level', admin);
    expect(status).toBe(200);
    const { items, degraded } = json as { items: { service: string }[]; degraded: string[] };
    expect(items.map(({ service }) => service)).toEqual([...upstreams.slice(1), 'api-gateway']);
    expect(degraded).toEqual(['user-service']);
  });

  it('are changed in the service that is named, by who asks', async () => {
    const body = { level: 'debug', minutes: 5 };
    const path = '/api/v1/admin/log-level?service=order-service';
    expect(await gateway.send('PUT', path, { ...admin, body })).toMatchObject({
      status: 200,
      json: { items: [level('order-service')], degraded: [] },
    });
    const [seen, ...others] = upstreams.flatMap((name) => gateway.upstream(name).seen);
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ method: 'PUT', url: '/admin/log-level?service=order-service' });
    expect(JSON.parse(seen?.body ?? '')).toEqual(body);
    expect(seen?.headers.authorization).toMatch(/^Bearer ey/);
  });

  it('are the gateway’s own, too', async () => {
    const path = '/api/v1/admin/log-level?service=api-gateway';
    const changed = await gateway.send('PUT', path, { ...admin, body: { level: 'fatal', minutes: 5 } });
    expect(changed).toMatchObject({ status: 200, json: { items: [{ service: 'api-gateway', level: 'fatal' }] } });
    expect(await gateway.get(path, admin)).toMatchObject({
      json: { items: [{ level: 'fatal', configured: 'silent' }] },
    });
    expect(upstreams.flatMap((name) => gateway.upstream(name).seen)).toEqual([]);
  });

  it.each(['customer', 'support'] as const)('are not for a %s', async (role) => {
    const path = '/api/v1/admin/log-level?service=order-service';
    expect(await gateway.send('PUT', path, { as: [role], body: { level: 'debug' } })).toMatchObject({ status: 403 });
    expect(await gateway.get(path, { as: [role] })).toMatchObject({ status: 403 });
  });
});
