import { isTraceparent, newTraceparent, traceIdOf } from './trace-context.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('the trace context', () => {
  it('is new each time, and valid', () => {
    const [one, other] = [newTraceparent(), newTraceparent()];
    expect(isTraceparent(one)).toBe(true);
    expect(traceIdOf(one)).not.toBe(traceIdOf(other));
  });

  it('tells its trace id', () => {
    expect(traceIdOf(`00-${traceId}-00f067aa0ba902b7-01`)).toBe(traceId);
    expect(traceIdOf(undefined)).toBeNull();
  });

  it.each([
    ['upper case', `00-${traceId.toUpperCase()}-00f067aa0ba902b7-01`],
    ['another version', `01-${traceId}-00f067aa0ba902b7-01`],
    ['a part too few', `00-${traceId}-00f067aa0ba902b7`],
    ['more behind it', `00-${traceId}-00f067aa0ba902b7-01-x`],
    ['a line break behind it', `00-${traceId}-00f067aa0ba902b7-01\n`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['nothing', ''],
    ['no text', 7],
  ])('is not taken with %s', (_, value) => {
    expect(isTraceparent(value)).toBe(false);
    expect(traceIdOf(typeof value === 'string' ? value : undefined)).toBeNull();
  });
});
