import { isId, newId } from './ids.js';

describe('ids', () => {
  it('sort in the order of their making', () => {
    const made = Array.from({ length: 1_000 }, newId);
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('are told from other texts', () => {
    expect(isId(newId())).toBe(true);
    for (const other of ['', '7', `${newId()}0`, newId().replaceAll('-', '')]) expect(isId(other)).toBe(false);
  });
});
