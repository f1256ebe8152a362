import { findingCode } from '@shop/api-contracts';
import { products } from '../products.js';
import { levels } from '../score.js';
import { goldenSet } from './golden-set.js';

/** Nobody waits for two days, and a question about many is no order. The specs of the rules have the first. */
const notPlayed = ['shipment_delayed', 'overview'];

describe('the golden set', () => {
  it('has more than sixty orders, each with a title of its own', () => {
    const titles = goldenSet.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.length).toBeGreaterThanOrEqual(60);
  });

  it('has every finding at least twice, and every level of risk', () => {
    const timesExpected = (code: string) =>
      goldenSet.filter(({ expected }) => expected.some((one) => one === code)).length;
    const rare = findingCode.options.filter((code) => timesExpected(code) < 2);
    expect(rare.sort()).toEqual(notPlayed.sort());
    for (const level of levels) expect(goldenSet.filter((one) => one.level === level).length).toBeGreaterThan(2);
  });

  it('orders nothing that is not sold', () => {
    const skus = goldenSet.flatMap(({ order, earlier = [] }) =>
      [order ?? {}, ...earlier].flatMap(({ lines = [] }) => lines),
    );
    expect(skus.map(([sku]) => sku).filter((sku) => !(sku in products))).toEqual([]);
  });
});
