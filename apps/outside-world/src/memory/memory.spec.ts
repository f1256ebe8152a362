import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Memory } from './memory.js';

let directory: string;
const memories: Memory[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'outside-world-'));
});
afterEach(() => {
  for (const memory of memories.splice(0)) memory.onApplicationShutdown();
  rmSync(directory, { recursive: true });
});

/** What a process has that starts now; the one before is not told that it has ended, as after a SIGKILL. */
function begin(limit = 100) {
  const memory = new Memory(join(directory, 'state'));
  const [coins, notes] = [memory.shelf<number>('coins', limit), memory.shelf<number>('notes', limit)];
  memory.onModuleInit();
  memories.push(memory);
  return { memory, coins, notes };
}

const journal = () => join(directory, 'state/journal.ndjson');
const lines = () => readFileSync(journal(), 'utf8').split('\n').slice(0, -1);

describe('Memory', () => {
  it('begins with what the process before it knew, in the same order', () => {
    const { coins, notes } = begin();
    coins.set('a', 1);
    coins.set('b', 2);
    coins.set('a', 10);
    notes.set('a', 100);

    const after = begin();
    expect([after.coins.oldestFirst(), after.notes.oldestFirst()]).toEqual([[10, 2], [100]]);
  });

  it('knows that a shelf was emptied', () => {
    const { coins } = begin();
    coins.set('a', 1);
    coins.clear();
    coins.set('b', 2);

    expect(begin().coins.oldestFirst()).toEqual([2]);
  });

  it('writes what belongs together in one line, after its work and before it returns, also when that throws', () => {
    const { memory, coins, notes } = begin();
    const halves = () => {
      coins.set('a', 1);
      memory.together(() => notes.set('a', 100));
      return lines().length;
    };
    expect(memory.together(halves)).toBe(0);
    expect(lines()).toHaveLength(1);
    expect(() =>
      memory.together(() => {
        coins.set('b', 2);
        throw new Error('broken');
      }),
    ).toThrow('broken');

    expect(lines()).toHaveLength(2);
    expect(begin().coins.oldestFirst()).toEqual([1, 2]);
  });

  it('drops a torn last line, all of it, and goes on behind the whole ones', () => {
    const { memory, coins, notes } = begin();
    coins.set('ä', 1);
    memory.together(() => (coins.set('b', 2), notes.set('b', 200)));
    const whole = readFileSync(journal());
    for (const length of [whole.length - 1, whole.length - 5, whole.indexOf('ä') + 1]) {
      writeFileSync(journal(), whole.subarray(0, length));
      const after = begin();
      expect(after.notes.oldestFirst()).toEqual([]);
      after.notes.set('c', 300);
      expect(begin().notes.oldestFirst()).toEqual([300]);
    }
  });

  it('replays a journal that is longer than what is read at once', () => {
    const { memory, coins } = begin(30_000);
    memory.together(() => {
      for (let index = 0; index < 30_000; index += 1) coins.set(`${'k'.repeat(50)}${index}`, index);
    });
    for (let index = 0; index < 20_000; index += 1) coins.set(`${'k'.repeat(50)}${index}`, index + 1);

    expect(begin(30_000).coins.oldestFirst().slice(19_998, 20_002)).toEqual([19_999, 20_000, 20_000, 20_001]);
  });

  it('writes the journal anew at the start when it holds far more than is kept', () => {
    const { coins, notes } = begin(2);
    for (let index = 0; index < 10; index += 1) coins.set(String(index), index);
    notes.set('a', 100);
    expect(lines()).toHaveLength(11);
    const { coins: kept } = begin(2);

    expect(lines()).toEqual(['[["coins","8",8]]', '[["coins","9",9]]', '[["notes","a",100]]']);
    expect(kept.oldestFirst()).toEqual([8, 9]);
    kept.set('10', 10);
    expect(begin(2).coins.oldestFirst()).toEqual([9, 10]);
  });

  it('refuses a journal with a line that is whole but no JSON', () => {
    begin().coins.set('a', 1);
    appendFileSync(journal(), '[["coins"\n');

    expect(() => begin()).toThrow(expect.objectContaining({ code: 'journal.damaged' }) as Error);
  });

  it('begins empty and writes nothing without a directory', () => {
    const memory = new Memory();
    const coins = memory.shelf<number>('coins', 2);
    memory.onModuleInit();
    coins.set('a', 1);

    expect(memory.together(() => coins.get('a'))).toBe(1);
    expect(new Memory().shelf('coins', 2).oldestFirst()).toEqual([]);
  });
});
