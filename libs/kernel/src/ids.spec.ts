import { isId, newId } from './ids.js';

describe('ids', () => {
  it('sort in the order of their making', () => {
    const made = Array.from({ length: 10_000 }, newId);
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    // The last 48 bits are random in each: a pool that repeats itself would show.
    expect(new Set(made.map((id) => id.slice(-12))).size).toBe(made.length);
  });

  it('are told from other texts', () => {
    expect(isId(newId())).toBe(true);
    for (const other of ['', '7', `${newId()}0`, newId().replaceAll('-', '')]) expect(isId(other)).toBe(false);
  });
});
