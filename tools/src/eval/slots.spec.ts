import { Slots } from './slots.js';

describe('slots', () => {
  it('let so many work at a time, and the others in the order in which they came', async () => {
    const slots = new Slots(2);
    const events: string[] = [];
    const ends: (() => void)[] = [];
    const work = (name: string) =>
      slots.run(async () => {
        events.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
      });
    const all = Promise.all([work('a'), work('b'), work('c'), work('d')]);
    expect(events).toEqual(['a', 'b']);
    ends[1]?.();
    await new Promise(setImmediate);
    expect(events).toEqual(['a', 'b', 'c']);
    ends[0]?.();
    await new Promise(setImmediate);
    for (const end of ends) end();
    await all;
    expect(events).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are free again after work that has failed', async () => {
    const slots = new Slots(1);
    await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await slots.run(() => Promise.resolve('yes'))).toBe('yes');
  });
});
