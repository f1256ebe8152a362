import { priceOrder } from './pricing.js';
import type { Price } from './pricing.js';

const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
const catalogue = new Map<string, Price>([
  ['A', { sku: 'A', unitPrice: usd(250), discontinued: false, revision: 1 }],
  ['B', { sku: 'B', unitPrice: usd(1000), discontinued: false, revision: 3 }],
  ['OLD', { sku: 'OLD', unitPrice: usd(1), discontinued: true, revision: 2 }],
  ['EUR', { sku: 'EUR', unitPrice: { amountMinor: 5, currency: 'EUR' }, discontinued: false, revision: 1 }],
]);
const price = (...wanted: [string, number][]) =>
  priceOrder(
    wanted.map(([sku, quantity]) => ({ sku, quantity })),
    (sku) => catalogue.get(sku),
  );

function refusalOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('It was not refused.');
}

describe('pricing', () => {
  it("takes the catalogue's prices", () => {
    expect(price(['A', 2], ['B', 1])).toEqual({
      items: [
        { sku: 'A', quantity: 2, unitPrice: usd(250) },
        { sku: 'B', quantity: 1, unitPrice: usd(1000) },
      ],
      total: usd(1500),
    });
  });

  it('makes one line of the same sku twice', () => {
    expect(price(['A', 2], ['B', 1], ['A', 3])).toMatchObject({
      items: [{ sku: 'A', quantity: 5 }, { sku: 'B' }],
      total: usd(2250),
    });
  });

  it('names every line that cannot be ordered', () => {
    const fault = refusalOf(() => price(['A', 1], ['A', 1], ['NONE', 1], ['OLD', 1]));
    expect(fault).toMatchObject({
      kind: 'invalid',
      errors: [
        { path: 'items.2.sku', message: 'there is no product NONE' },
        { path: 'items.3.sku', message: 'OLD is discontinued' },
      ],
    });
  });

  it('refuses to add two currencies', () => {
    expect(() => price(['A', 1], ['EUR', 1])).toThrow('cannot be combined');
  });
});
