import { together } from './together.js';

const failure = (code: string) => Object.assign(new Error(code), { code });
const consequence = failure('25P02');
const cause = failure('23505');

describe('statements sent together', () => {
  it('resolve when all have', async () => {
    await expect(together([Promise.resolve(1), Promise.resolve(2)])).resolves.toBeUndefined();
  });

  it('fail with the cause, though a statement behind it was heard first', async () => {
    const late = new Promise<never>((_, reject) => setImmediate(() => reject(cause)));
    await expect(together([Promise.reject(consequence), late])).rejects.toBe(cause);
  });

  it('fail with the cause that was sent first, if there are several', async () => {
    const other = failure('40001');
    await expect(together([Promise.reject(cause), Promise.reject(other)])).rejects.toBe(cause);
  });

  it('fail as a consequence where the cause was in an earlier round', async () => {
    await expect(together([Promise.reject(consequence), Promise.resolve()])).rejects.toBe(consequence);
  });

  it('do not fail before all have ended', async () => {
    const ended: string[] = [];
    const slow = new Promise<void>((resolve) =>
      setImmediate(() => {
        ended.push('slow');
        resolve();
      }),
    );
    await expect(together([Promise.reject(cause), slow])).rejects.toBe(cause);
    expect(ended).toEqual(['slow']);
  });
});
