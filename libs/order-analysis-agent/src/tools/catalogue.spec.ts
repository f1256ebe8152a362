import { z } from 'zod';
import { money } from '@shop/kernel';
import type { ShopFacts } from '../facts/shop-facts.js';
import { sampleCustomerId, sampleOrderId } from '../testing/sample-facts.js';
import { ScriptedFacts } from '../testing/scripted-facts.js';
import { catalogue, toolsFor } from './catalogue.js';
import type { Told } from './tell.js';

const signal = new AbortController().signal;
const names = (...of: Parameters<typeof toolsFor>) => toolsFor(...of).map(({ name }) => name);

/** What each tool may be asked with. */
const inputs: Readonly<Record<string, unknown>> = {
  get_stock: { skus: ['TEA'] },
  get_customer_history: { customerId: sampleCustomerId },
  search_orders: {},
  get_overview: {},
  find_stuck_orders: {},
  get_circuits: {},
};
const inputOf = (name: string) => inputs[name] ?? { orderId: sampleOrderId };

/** A shop that answers every question with far too much, and with what should never have come. */
function flood(): ShopFacts {
  const fact = {
    evidence: 'e:1',
    sku: 'TEA',
    state: 'closed',
    text: `${'long '.repeat(2_000)}`,
    recipient: 'Ada Lovelace',
    email: 'ada@example.org',
    street: '1 Harbour Road',
    token: 'tok_visa',
    free: 'write to ada@example.org',
    total: money(1, 'USD'),
  };
  const many = Array.from({ length: 500 }, () => fact);
  const lists = new Set([
    'timeline',
    'stream',
    'stock',
    'similarOrders',
    'stuckSagas',
    'deadLetters',
    'circuits',
    'search',
  ]);
  return new Proxy({ rights: 'admin' } as ShopFacts, {
    get: (_, method) => (typeof method === 'string' && lists.has(method) ? async () => many : async () => fact),
  });
}

describe('the tools', () => {
  it('have names of their own, and say when to use them', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
    for (const { name, description } of catalogue) {
      expect(name).toMatch(/^[a-z_]{1,64}$/);
      expect(description.length).toBeGreaterThan(60);
      expect(description.length).toBeLessThan(600);
    }
  });

  it.each(catalogue.map((tool) => [tool.name, tool] as const))('%s has a closed, small schema', (_, { input }) => {
    const schema = z.toJSONSchema(input, { io: 'input' });
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
    expect(JSON.stringify(schema).length).toBeLessThan(1_400);
  });

  it.each(catalogue.map((tool) => [tool.name, tool] as const))(
    '%s refuses what is not in its schema',
    async (name, tool) => {
      const facts = new ScriptedFacts('admin', {});
      const wrong = { ...(inputOf(name) as object), alsoRun: 'DROP TABLE' };
      await expect(tool.run(wrong, facts, signal)).rejects.toMatchObject({
        kind: 'invalid',
        code: 'analysis.tool-input',
      });
      await expect(tool.run('get everything', facts, signal)).rejects.toMatchObject({ kind: 'invalid' });
      expect(facts.calls).toEqual([]);
    },
  );

  it.each(catalogue.map((tool) => [tool.name, tool] as const))(
    '%s is bounded and tells nothing personal',
    async (name, tool) => {
      const { data, evidence } = await tool.run(inputOf(name), flood(), signal);
      const text = JSON.stringify(data);
      expect((data as Told).facts.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThan(8_300);
      expect(evidence).toHaveLength((data as Told).facts.length);
      expect(text).not.toMatch(/ada|lovelace|harbour|tok_/i);
    },
  );

  it('check ids before the shop is asked', async () => {
    const facts = new ScriptedFacts('admin', {});
    const [getOrder] = catalogue;
    await expect(getOrder?.run({ orderId: '../../admin/users' }, facts, signal)).rejects.toMatchObject({
      kind: 'invalid',
    });
    expect(facts.calls).toEqual([]);
  });

  it('pass on what the shop refuses', async () => {
    const letters = catalogue.find(({ name }) => name === 'get_dead_letters');
    const asSupport = new ScriptedFacts('support', {});
    await expect(letters?.run({ orderId: sampleOrderId }, asSupport, signal)).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  it('say that there is nothing, where there is nothing', async () => {
    const shop = new ScriptedFacts('admin', { orders: [] });
    const stock = catalogue.find(({ name }) => name === 'get_stock');
    expect(await stock?.run({ skus: ['TEA'] }, shop, signal)).toEqual({
      data: { facts: [], note: 'Not sold here: TEA.' },
      evidence: [],
    });
  });
});

describe('who may ask what', () => {
  it('a customer: their own order, and nothing of others or of how the shop is run', () => {
    expect(names('owner', 'order')).toEqual([
      'get_order',
      'get_timeline',
      'get_event_stream',
      'get_payment',
      'get_shipment',
      'get_stock',
      'get_customer_history',
      'search_orders',
    ]);
  });

  it('support: everything but dead letters', () => {
    const all = catalogue.map(({ name }) => name);
    expect(names('support', 'question')).toEqual(all.filter((name) => name !== 'get_dead_letters'));
    expect(names('admin', 'question')).toEqual(all);
  });

  it('about one order: what concerns one order', () => {
    expect(names('admin', 'order')).not.toEqual(expect.arrayContaining(['get_overview']));
    expect(names('admin', 'order')).toContain('get_dead_letters');
  });
});
