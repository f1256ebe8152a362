import {
  AppError,
  conflict,
  exhausted,
  forbidden,
  invalid,
  isAppError,
  notFound,
  refused,
  unauthorised,
  unavailable,
} from './errors.js';

describe('AppError', () => {
  it('is made by one function per kind', () => {
    const made = [
      invalid('a.b', 'm'),
      unauthorised('a.b', 'm'),
      forbidden('a.b', 'm'),
      notFound('order', '7'),
      conflict('a.b', 'm'),
      refused('a.b', 'm'),
      exhausted('a.b', 'm', { retryAfterMs: 1 }),
      unavailable('a.b', 'm'),
    ];
    const refusals = ['invalid', 'unauthorised', 'forbidden', 'not-found', 'conflict', 'refused'];
    const kinds = [...refusals, 'exhausted', 'unavailable'];
    expect(made.map(({ kind }) => kind)).toEqual(kinds);
    expect(made[3]).toMatchObject({ code: 'order.not-found', message: 'There is no order 7.' });
  });

  it('carries the faults of an input, the time to wait and the cause', () => {
    const faults = [{ path: 'items.0.sku', message: 'unknown' }];
    expect(invalid('a.b', 'm', faults).errors).toEqual(faults);
    const cause = new Error('refused connection');
    expect(unavailable('a.b', 'm', { retryAfterMs: 500, cause })).toMatchObject({ retryAfterMs: 500, cause });
  });

  it('has no cause at all where none is given', () => {
    expect('cause' in conflict('a.b', 'm')).toBe(false);
  });

  it('is known by its form, so that a second copy of this package does not hide it', () => {
    const foreign = Object.assign(new Error('m'), { name: 'AppError', kind: 'conflict', code: 'a.b' });
    expect(foreign).not.toBeInstanceOf(AppError);
    expect(isAppError(foreign)).toBe(true);
  });

  it.each([new Error('m'), new TypeError('m'), { name: 'AppError', kind: 'conflict', code: 'a.b' }, 'AppError', null])(
    'is not %p',
    (other) => {
      expect(isAppError(other)).toBe(false);
    },
  );
});
