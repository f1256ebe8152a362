import { resultOf } from './results.js';

const figure = { name: 'saga', what: 'orders', unit: 'orders/s' };
const sample = (value: number, node = 100) => ({ value, cpu: { node, 'load generator': 1_000 }, also: {} });

describe('a result', () => {
  it('is the median of its rounds beside that of the baseline', () => {
    const against = { name: 'stock', samples: [sample(50), sample(40), sample(60)] };
    expect(resultOf(figure, [sample(500), sample(700), sample(600)], against)).toMatchObject({
      name: 'saga',
      unit: 'orders/s',
      value: 600,
      spread: [500, 700],
      rounds: [500, 700, 600],
      baseline: { name: 'stock', value: 50, spread: [40, 60] },
      ratio: 12,
    });
  });

  it('compares CPU per unit without the load generator', () => {
    const against = { name: 'stock', samples: [sample(1, 800)] };
    expect(resultOf(figure, [sample(1, 100)], against).cpuRatio).toBe(8);
  });

  it('has no ratio when the baseline was left out', () => {
    expect(resultOf(figure, [sample(1)], { name: 'stock', samples: [] })).toMatchObject({
      ratio: null,
      cpuRatio: null,
    });
  });
});
