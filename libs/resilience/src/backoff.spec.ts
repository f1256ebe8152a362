import { backoffDelay } from './backoff.js';

const shape = { initialMs: 100, maxMs: 1_000, factor: 2 };
const lowest = () => 0;
const highest = () => 1 - Number.EPSILON;

describe('backoffDelay', () => {
  it('doubles its bound with every failed attempt until the maximum', () => {
    const bounds = [1, 2, 3, 4, 5, 6].map((attempt) => backoffDelay(attempt, shape, highest));

    expect(bounds).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('may wait for nothing at all, because all of the wait is random', () => {
    expect([1, 4, 9].map((attempt) => backoffDelay(attempt, shape, lowest))).toEqual([0, 0, 0]);
  });

  it('grows by the factor that it is given', () => {
    expect(backoffDelay(3, { initialMs: 10, maxMs: 10_000, factor: 3 }, highest)).toBe(90);
  });

  it('stays at the maximum after so many attempts that the power overflows', () => {
    expect(backoffDelay(100_000, shape, highest)).toBe(1_000);
  });

  it('spreads its waits over the whole range', () => {
    const waits = Array.from({ length: 2_000 }, () => backoffDelay(1, shape));

    expect(Math.min(...waits)).toBeLessThan(10);
    expect(Math.max(...waits)).toBeGreaterThan(90);
    expect(Math.max(...waits)).toBeLessThanOrEqual(100);
  });
});
