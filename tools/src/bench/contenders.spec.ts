import { takeTurns } from './contenders.js';

describe('contenders', () => {
  it('take turns, so that what changes meanwhile meets them alike', async () => {
    const order: string[] = [];
    const contender = (name: string) => ({
      name,
      measure: async () => ({ value: order.push(name), cpu: {}, also: {} }),
    });
    const samples = await takeTurns([contender('a'), contender('b')], 2, () => undefined);
    expect(order).toEqual(['a', 'b', 'a', 'b']);
    expect(samples.get('b')?.map(({ value }) => value)).toEqual([2, 4]);
  });
});
