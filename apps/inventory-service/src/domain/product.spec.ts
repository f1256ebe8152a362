import { deciderSpec } from '@shop/kernel/testing';
import { change, list } from './product.decisions.js';
import { productEvolver } from './product.js';
import type { ProductEvent, ProductFacts } from './product.js';

const given = deciderSpec(productEvolver);
const at = '2026-11-20T10:00:00.000Z';
const facts: ProductFacts = {
  name: 'Chai',
  category: 'Beverages',
  price: { amountMinor: 1800, currency: 'USD' },
  discontinued: false,
};
const listed: ProductEvent = { type: 'ProductListed', sku: 'NW-001', facts, at };

describe('listing a product', () => {
  it('lists it with revision 1', () => {
    expect(given().when(list('NW-001', facts, at))).toEqual([listed]);
    expect(given(listed).state).toEqual({ sku: 'NW-001', ...facts, revision: 1, createdAt: at });
  });

  it('is refused for a sku that is taken', () => {
    expect(() => given(listed).when(list('NW-001', facts, at))).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'product.sku-taken' }) as Error,
    );
  });
});

describe('changing a product', () => {
  it('changes what is given, leaves the rest and counts the revision', () => {
    const price = { amountMinor: 1900, currency: 'USD' };
    const events = given(listed).when(change('NW-001', { price, name: 'Chai', discontinued: true }));
    expect(events).toEqual([{ type: 'ProductChanged', changes: { price, discontinued: true } }]);
    expect(given(listed, ...events).state).toMatchObject({ name: 'Chai', price, discontinued: true, revision: 2 });
  });

  it('counts another currency as another price', () => {
    const price = { amountMinor: 1800, currency: 'EUR' };
    expect(given(listed).when(change('NW-001', { price }))).toEqual([{ type: 'ProductChanged', changes: { price } }]);
  });

  it('decides to nothing when everything is the same already', () => {
    expect(given(listed).when(change('NW-001', facts))).toEqual([]);
    expect(given(listed).when(change('NW-001', {}))).toEqual([]);
  });

  it('is refused for a product that nobody has listed', () => {
    expect(() => given().when(change('NW-001', { name: 'Tea' }))).toThrow(
      expect.objectContaining({ kind: 'not-found', code: 'product.not-found' }) as Error,
    );
  });
});
