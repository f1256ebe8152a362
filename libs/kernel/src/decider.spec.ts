import { fold } from './decider.js';
import type { Evolver } from './decider.js';
import { deciderSpec } from './testing/decider-spec.js';

type Event = { readonly type: 'Added'; readonly amount: number };
const counter: Evolver<number, Event> = { initial: 0, evolve: (sum, { amount }) => sum + amount };
const added = (amount: number): Event => ({ type: 'Added', amount });
const addUpTo = (limit: number) => (sum: number) => (sum < limit ? [added(limit - sum)] : []);

describe('folding events', () => {
  it('begins with the initial state, or where a snapshot has left off', () => {
    expect(fold(counter, [added(2), added(3)])).toBe(5);
    expect(fold(counter, [added(3)], 40)).toBe(43);
    expect(fold(counter, [])).toBe(0);
  });
});

describe('deciderSpec', () => {
  const given = deciderSpec(counter);

  it('decides on what the history comes to', () => {
    expect(given(added(2)).when(addUpTo(5))).toEqual([added(3)]);
    expect(given(added(5)).when(addUpTo(5))).toEqual([]);
    expect(given(added(2), added(2)).state).toBe(4);
  });
});
