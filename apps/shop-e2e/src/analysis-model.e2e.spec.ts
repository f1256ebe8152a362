import type { AnalysisEvent, OrderAnalysis } from '@shop/api-contracts';
import { asNewCustomer, asSupport } from './support/client.js';
import type { Client } from './support/client.js';
import { eventually } from './support/eventually.js';
import { fakeModelUrl, lastOneIs, play, received } from './support/fake-model.js';
import { newProduct, orderRequest, until } from './support/orders.js';
import { kill, pidOf, shop } from './support/shop.js';
import { startDemo } from './support/start-shop.js';
import type { DemoProcess } from './support/start-shop.js';
import { stopDemo } from './support/stop-shop.js';
import { streamed } from './support/streams.js';

/** Against a shop in containers there is nothing to start here. */
const describeHere = shop().mailbox === undefined ? describe : describe.skip;

const recipient = {
  name: 'Theodora Quillfeather',
  street: '77 Wychwood Crescent',
  city: 'Nether Wallop',
  postalCode: 'SO20 8EX',
};
const personal = /theodora|quillfeather|wychwood|nether wallop|so20|tok_|private\.test|eyJ/i;

describeHere('an analysis by a model', () => {
  let demo: DemoProcess;
  let support: Client;
  let customer: Client;
  let confirmed: string;
  let cancelled: string;

  beforeAll(async () => {
    demo = await startDemo(['--fake-model', '--bus', 'memory'], process.env);
    process.env['SHOP_DATA'] = demo.directory; // of this file alone: Jest gives each a copy
    [support, customer] = await Promise.all([asSupport(), asNewCustomer()]);
    [confirmed, cancelled] = await Promise.all([placed('confirmed'), placed('cancelled')]);
  }, 240_000);

  beforeEach(() => play({ turns: [{ when: {} }] }));

  afterAll(() => stopDemo(demo), 60_000);

  async function placed(end: 'confirmed' | 'cancelled'): Promise<string> {
    const order = orderRequest({ sku: await newProduct(10) });
    const body = { ...order, shippingAddress: { ...order.shippingAddress, ...recipient } };
    const { body: receipt } = await customer.post<{ id: string }>('/orders', body);
    await until(customer, receipt.id, 'confirmed');
    if (end === 'confirmed') return receipt.id;
    await customer.post(`/orders/${receipt.id}/cancel`, { reason: 'mail theo@private.test about it' });
    await until(customer, receipt.id, 'cancelled');
    return receipt.id;
  }

  async function analyse(client: Client, id: string): Promise<OrderAnalysis> {
    const { status, body } = await client.post<OrderAnalysis>(`/orders/${id}/analysis`);
    expect(status).toBe(200);
    return body;
  }

  it('comes through the gateway as it is made: tools, text, answer, what it took', async () => {
    const { status, events } = await streamed(support, `/orders/${confirmed}/analysis`);
    expect(status).toBe(200);
    const names = events.map(({ event }) => event);
    expect(names.slice(0, 2)).toEqual(['tool_call', 'tool_call']); // together
    expect(names.slice(-2)).toEqual(['analysis', 'usage']);
    expect(names.lastIndexOf('tool_result')).toBeLessThan(names.indexOf('text'));
    const answer = analysisIn(events);
    expect(answer).toMatchObject({
      orderId: confirmed,
      source: 'claude',
      degraded: null,
      findings: [{ code: 'completed' }],
    });
    expect(answer?.toolCalls.filter(({ outcome }) => outcome === 'error')).toEqual([]);
    expect(answer?.usage.modelCalls).toBeGreaterThanOrEqual(2);
    expect(events.flatMap((one) => (one.event === 'text' ? one.data.text : [])).join('')).toBe(answer?.summary);
  });

  it('answers support and the customer at once, too, each with the tools that are theirs', async () => {
    const staff = await analyse(support, cancelled);
    const owner = await analyse(customer, cancelled);
    for (const answer of [staff, owner]) {
      expect(answer).toMatchObject({ source: 'claude', degraded: null });
      expect(answer.findings.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['customer_request', 'compensated']),
      );
    }
    expect(staff.toolCalls.map(({ tool }) => tool)).toContain('compare_order');
    expect(owner.toolCalls.map(({ tool }) => tool)).not.toContain('compare_order');
  });

  it('answers a question of support', async () => {
    const { body } = await support.post('/orders/analyze', { question: 'Which orders were cancelled today?' });
    expect(body).toMatchObject({ source: 'claude', findings: [{ code: 'overview' }] });
  });

  it('leaves the house without who the customer is, where they live and what they pay with', async () => {
    await analyse(support, cancelled);
    const bodies = (await received()).map(({ body }) => body).join('\n');
    expect(bodies).toContain(cancelled);
    expect(new RegExp(`.{0,60}(${personal.source}).{0,30}`, 'i').exec(bodies)?.[0]).toBeUndefined();
  });

  it('survives a model that says nothing for so long that hearts beat in between', async () => {
    await play({ turns: [{ fault: { kind: 'slow-start', delayMs: 16_000 } }, { when: {} }] });
    const { events } = await streamed(support, `/orders/${confirmed}/analysis`);
    expect(analysisIn(events)).toMatchObject({ source: 'claude', degraded: null });
  });

  it.each([
    ['a stream that is cut', { kind: 'cut', afterEvents: 6 }, 'model_unavailable'],
    ['an API that is overloaded', { kind: 'error', status: 529 }, 'model_overloaded'],
    ['a connection that is reset', { kind: 'reset' }, 'model_unavailable'],
  ])('is made by the rules after %s, and says so', async (_, fault, reason) => {
    await play({ turns: [{ when: {}, fault }] });
    expect(await analyse(support, confirmed)).toMatchObject({ source: 'rules', degraded: { reason } });
  });

  it('is broken off at the model when the client goes away', async () => {
    await play({ turns: [{ when: {}, fault: { kind: 'slow-stream', everyMs: 200 } }] });
    const stream = await OpenStream.of(support, confirmed);
    await stream.until(/event: text/);
    await stream.leave();
    await lastOneIs('aborted');
  });

  it('ends with the answer of the rules when the model is pulled away in its midst', async () => {
    await play({ turns: [{ when: {}, fault: { kind: 'slow-stream', everyMs: 200 } }] });
    const stream = await OpenStream.of(support, confirmed);
    await stream.until(/event: text/);
    const pid = kill('fake-model');
    await stream.until(/event: usage\ndata: .*\n\n/);
    const told = await stream.end();
    expect(told).toMatch(/event: analysis\ndata: .*"source":"rules".*"reason":"model_unavailable"/);
    await eventually('the fake model is started again', () => pidOf('fake-model') !== pid);
    await eventually('it answers', async () => (await fetch(`${fakeModelUrl()}/health/ready`)).ok);
  });
});

function analysisIn(events: readonly AnalysisEvent[]) {
  const found = events.find(({ event }) => event === 'analysis');
  return found?.event === 'analysis' ? found.data : undefined;
}

/** An analysis as it comes, of which not more is read than is needed. */
class OpenStream {
  private told = '';

  private constructor(private readonly chunks: ReadableStreamDefaultReader<Uint8Array>) {}

  static async of({ token }: Client, id: string): Promise<OpenStream> {
    const headers = { accept: 'text/event-stream', authorization: `Bearer ${token ?? ''}` };
    const { body } = await fetch(`${shop().gateway}/api/v1/orders/${id}/analysis`, { method: 'POST', headers });
    if (!body) throw new Error('There is no stream.');
    return new OpenStream(body.getReader());
  }

  async until(what: RegExp): Promise<void> {
    while (!what.test(this.told)) if (await this.next()) throw new Error(`It ended without ${what}: ${this.told}`);
  }

  /** All that was told; the other side has ended it. */
  async end(): Promise<string> {
    while (!(await this.next()));
    return this.told;
  }

  leave(): Promise<void> {
    return this.chunks.cancel();
  }

  private async next(): Promise<boolean> {
    const { done, value } = await this.chunks.read();
    this.told += new TextDecoder().decode(value);
    return done;
  }
}
