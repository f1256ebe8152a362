import { Recent } from './recent.js';

describe('Recent', () => {
  it('forgets the oldest entries beyond its limit', () => {
    const recent = new Recent<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    recent.set('c', 3);

    expect(recent.get('a')).toBeUndefined();
    expect(recent.newestFirst()).toEqual([3, 2]);
    expect(recent.size).toBe(2);
  });

  it('leaves an entry as old as it was when its value is replaced', () => {
    const recent = new Recent<string, number>(2);
    recent.set('a', 1);
    recent.set('b', 2);
    recent.set('a', 10);
    recent.set('c', 3);

    expect(recent.oldestFirst()).toEqual([2, 3]);
  });

  it('forgets the oldest also of what came after it was emptied', () => {
    const recent = new Recent<string, number>(2);
    for (const [index, key] of ['a', 'b', 'c'].entries()) recent.set(key, index);
    recent.clear();
    for (const [index, key] of ['d', 'e', 'f', 'g'].entries()) recent.set(key, index);

    expect(recent.oldestFirst()).toEqual([2, 3]);
  });
});
