import { analysis, orderAnalysis } from '@shop/api-contracts';
import type { Analysis, FindingCode, Order, OrderAnalysis, Timeline } from '@shop/api-contracts';
import { asCustomer, asNewCustomer, asSupport } from './support/client.js';
import type { Client } from './support/client.js';
import { newProduct, place, until } from './support/orders.js';
import type { Wish } from './support/orders.js';
import { streamed } from './support/streams.js';

interface Kind {
  readonly kind: string;
  readonly wish: Omit<Wish, 'sku'>;
  readonly ends: Order['status'];
  readonly found: FindingCode;
  readonly cancel?: string;
}

const kinds: readonly Kind[] = [
  { kind: 'all goes well', wish: {}, ends: 'confirmed', found: 'completed' },
  { kind: 'there is too little', wish: { quantity: 99 }, ends: 'cancelled', found: 'out_of_stock' },
  { kind: 'the card is declined', wish: { token: 'tok_declined' }, ends: 'cancelled', found: 'payment_declined' },
  { kind: 'nobody delivers there', wish: { postalCode: '00000' }, ends: 'cancelled', found: 'undeliverable' },
  {
    kind: 'the customer cancels',
    wish: {},
    cancel: 'ordered twice, write to ann@private.test',
    ends: 'cancelled',
    found: 'customer_request',
  },
];

let support: Client;
let customer: Client;
beforeAll(async () => {
  [support, customer] = await Promise.all([asSupport(), asNewCustomer()]);
});

async function ended({ wish, ends, cancel }: Kind): Promise<string> {
  const id = await place(customer, { sku: await newProduct(10), ...wish });
  if (cancel) {
    await until(customer, id, 'confirmed');
    await customer.post(`/orders/${id}/cancel`, { reason: cancel });
  }
  await until(customer, id, ends);
  return id;
}

async function analyse(client: Client, id: string): Promise<OrderAnalysis> {
  const { status, body } = await client.post(`/orders/${id}/analysis`);
  expect(status).toBe(200);
  return orderAnalysis.parse(body);
}

/** The ids of events that an answer cites. */
const citedEvents = ({ findings }: Analysis) =>
  findings.flatMap(({ evidence }) => evidence).filter((evidence) => !evidence.includes(':'));

describe.each(kinds)('an analysis of an order, when $kind', (kind) => {
  let id: string;
  beforeAll(async () => {
    id = await ended(kind);
  });

  it.each([
    ['support', () => support],
    ['its customer', () => customer],
  ] as const)('says so to %s, and cites what really happened', async (who, client) => {
    const found = await analyse(client(), id);
    expect(found).toMatchObject({ orderId: id, source: 'rules', model: null, degraded: null, trigger: 'request' });
    expect(found.findings.map(({ code }) => code)).toContain(kind.found);
    expect(found.summary.length).toBeGreaterThan(20);
    const { body } = await customer.get<Timeline>(`/orders/${id}/timeline`);
    const happened = body.steps.map(({ eventId }) => eventId);
    expect(citedEvents(found).filter((event) => !happened.includes(event))).toEqual([]);
    if (who === 'support') expect(found.toolCalls.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect(JSON.stringify(found)).not.toContain('private.test');
  });

  it('comes through the gateway as a stream, too: what is done, then the answer and what it took', async () => {
    const { status, headers, events } = await streamed(support, `/orders/${id}/analysis`);
    expect([status, headers.get('x-accel-buffering'), headers.get('cache-control')]).toEqual([200, 'no', 'no-store']);
    const names = events.map(({ event }) => event);
    expect(names.slice(0, 1)).toEqual(['tool_call']);
    expect(names.slice(-2)).toEqual(['analysis', 'usage']);
    const told = events.find(({ event }) => event === 'analysis');
    expect(told?.data).toMatchObject({ orderId: id, source: 'rules' });
  });
});

describe('who may see what', () => {
  it('of an order of somebody else there is no analysis, streamed or not', async () => {
    const id = await place(await asCustomer(), { sku: await newProduct(1) });
    expect((await customer.post(`/orders/${id}/analysis`)).status).toBe(404);
    expect((await customer.get(`/orders/${id}/analyses`)).status).toBe(404);
    const refused = await fetchRefused(customer, `/orders/${id}/analysis`);
    expect(refused).toEqual([404, 'application/problem+json']);
  });

  it('a customer reads again what they have asked for, and nothing that others have', async () => {
    const id = await place(customer, { sku: await newProduct(1) });
    const mine = await analyse(customer, id);
    const theirs = await analyse(support, id);
    const listed = async (client: Client) =>
      (await client.get<{ items: OrderAnalysis[] }>(`/orders/${id}/analyses`)).body.items.map((item) => item.id);
    expect(await listed(customer)).toEqual([mine.id]);
    const all = await listed(support);
    expect(all).toEqual(expect.arrayContaining([mine.id, theirs.id]) as string[]);
    expect(mine.recommendations.filter(({ proposalId }) => proposalId !== null)).toEqual([]);
  });

  it('a question about many is for the staff, streamed or not', async () => {
    const question = { question: 'Which orders were refused in the last day, and why?' };
    const { status, body } = await support.post('/orders/analyze', question);
    expect(status).toBe(200);
    expect(analysis.parse(body).findings.map(({ code }) => code)).toContain('overview');
    expect(body).not.toHaveProperty('orderId');
    expect((await customer.post('/orders/analyze', question)).status).toBe(403);
    const { events } = await streamed(support, '/orders/analyze?depth=deep', question);
    expect(events.at(-1)?.event).toBe('usage');
    expect(events.find(({ event }) => event === 'analysis')?.data).toMatchObject({ depth: 'deep' });
  });
});

async function fetchRefused(client: Client, path: string): Promise<readonly unknown[]> {
  const { status, headers } = await client.post(path, undefined, { headers: { accept: 'text/event-stream' } });
  return [status, headers.get('content-type')?.split(';')[0]];
}
