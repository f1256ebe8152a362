import fc from 'fast-check';
import { percentile, spreadOf } from './statistics.js';

describe('the figures of several rounds', () => {
  it('are told by their median, which of an even number is between the middle two, and by the outermost', () => {
    expect(spreadOf([30, 10, 20])).toEqual({ median: 20, min: 10, max: 30 });
    expect(spreadOf([40, 10, 20, 30])).toEqual({ median: 25, min: 10, max: 40 });
    expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7 });
  });
});

describe('a percentile', () => {
  it('is the value that so many percent do not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(hundred, 50), percentile(hundred, 99), percentile(hundred, 100)]).toEqual([50, 99, 100]);
    expect(percentile([3, 1, 2], 99)).toBe(3);
  });

  it('is always a value that occurred, and leaves the values as they were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, rank) => {
        const before = [...values];
        expect(values).toContain(percentile(values, rank));
        expect(values).toEqual(before);
      }),
    );
  });
});
