import { derivedId, isId, newId } from './ids.js';

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

  it('that are derived are the same whenever they are asked for, and others for other words', () => {
    const order = newId();
    const ids = [
      derivedId(order, 'charge'),
      derivedId(order, 'label'),
      derivedId(order, 'a', 'b'),
      derivedId(order, 'ab'),
      derivedId(order, 'a b'),
      derivedId(newId(), 'charge'),
      derivedId('a sku', 'charge'),
    ];
    expect(new Set([...ids, order]).size).toBe(ids.length + 1);
    expect(derivedId(order, 'charge')).toBe(ids[0]);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('that are derived sort where that does which they are derived from: indexes stay dense', () => {
    const order = '0197a1b2-0000-7000-8000-000000000001';
    expect(derivedId(order, 'charge').slice(0, 13)).toBe('0197a1b2-0000');
  });
});
