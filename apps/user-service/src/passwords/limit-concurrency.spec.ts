import { setImmediate as turn } from 'node:timers/promises';
import { limitConcurrency } from './limit-concurrency.js';

/** Work that ends when it is told to. */
function controlled(log: string[], name: string) {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const work = async () => {
    log.push(name);
    await ended;
    return name;
  };
  return { work, end };
}

it('runs so many at a time, the others in the order in which they came', async () => {
  const log: string[] = [];
  const limited = limitConcurrency({ running: 2, waiting: 10 });
  const tasks = ['a', 'b', 'c', 'd'].map((name) => controlled(log, name));
  const results = tasks.map(({ work }) => limited(work));
  await turn();
  expect(log).toEqual(['a', 'b']);
  tasks[1]?.end();
  await results[1];
  await turn();
  expect(log).toEqual(['a', 'b', 'c']);
  tasks.forEach(({ end }) => end());
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
});

it('refuses at once when too many wait, and works again afterwards', async () => {
  const log: string[] = [];
  const limited = limitConcurrency({ running: 1, waiting: 1 });
  const [first, second] = [controlled(log, 'first'), controlled(log, 'second')];
  const results = [limited(first.work), limited(second.work)];
  await expect(limited(async () => 'third')).rejects.toMatchObject({ kind: 'unavailable', code: 'passwords.busy' });
  first.end();
  second.end();
  await Promise.all(results);
  await expect(limited(async () => 'fourth')).resolves.toBe('fourth');
});

it('gives the place on when work fails', async () => {
  const limited = limitConcurrency({ running: 1, waiting: 1 });
  const failing = limited(async () => Promise.reject(new Error('no')));
  const next = limited(async () => 'next');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('next');
});
