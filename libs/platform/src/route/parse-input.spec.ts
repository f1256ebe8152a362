import { defineRoute } from '@shop/api-contracts';
import { isAppError } from '@shop/kernel';
import { z } from 'zod';
import { parseInput } from './parse-input.js';

const route = defineRoute({
  method: 'POST',
  path: '/things/:id',
  owner: 'order-service',
  access: 'anyone',
  summary: 'A thing.',
  params: z.object({ id: z.uuid() }),
  query: z.object({ limit: z.coerce.number().int().max(100).default(20) }),
  body: z.strictObject({ note: z.string().optional(), items: z.array(z.strictObject({ sku: z.string() })).optional() }),
  status: 200,
  answer: null,
});
const bare = defineRoute({
  method: 'POST',
  path: '/bare',
  owner: 'order-service',
  access: 'anyone',
  summary: 'No input.',
  status: 204,
  answer: null,
});
const id = '0197a4a5-0000-7000-8000-000000000001';

function faultsOf(parse: () => unknown) {
  try {
    parse();
  } catch (error) {
    if (isAppError(error)) return error.errors?.map(({ path }) => path);
  }
  throw new Error('The input was accepted.');
}

describe('parseInput', () => {
  it('gives every part as its schema turns it', () => {
    const raw = { params: { id }, query: { limit: '5' }, body: { items: [{ sku: 'A' }] } };
    expect(parseInput(route, raw)).toEqual({ params: { id }, query: { limit: 5 }, body: { items: [{ sku: 'A' }] } });
  });

  it('reports the faults of all parts together, each at its path', () => {
    const raw = {
      params: { id: 'x' },
      query: { limit: '1000' },
      body: { items: [{ sku: 1, size: 2 }], colour: 'red' },
    };
    const expected = ['params.id', 'query.limit', 'items.0.sku', 'items.0.size', 'colour'];
    expect(faultsOf(() => parseInput(route, raw))).toEqual(expected);
  });

  it.each(['a\0b', 'a\ud800b', 'a\udc00'])('refuses text that no database can store: %j', (sku) => {
    const raw = { params: { id }, query: {}, body: { note: 'fine 👍', items: [{ sku: 'A' }, { sku }] } };
    expect(faultsOf(() => parseInput(route, raw))).toEqual(['items.1.sku']);
  });

  it('takes no body for an empty one where one is declared', () => {
    expect(parseInput(route, { params: { id }, query: {} }).body).toEqual({});
  });

  it('refuses a body that is not an object', () => {
    expect(faultsOf(() => parseInput(route, { params: { id }, query: {}, body: null }))).toEqual(['body']);
  });

  it('ignores an empty body where none is declared and refuses any other', () => {
    expect(parseInput(bare, { body: {} })).toEqual({ params: {}, query: {}, body: undefined });
    expect(faultsOf(() => parseInput(bare, { body: { colour: 'red' } }))).toEqual(['colour']);
    expect(faultsOf(() => parseInput(bare, { body: 'red' }))).toEqual(['body']);
  });
});
