import type { Batch, ConsumedRecord } from '../broker/broker.js';
import { PartitionProgress } from './partition-progress.js';
import { PrefixCommit } from './prefix-commit.js';

/** With gaps between the offsets, as compaction and transactions leave them. */
const records: readonly ConsumedRecord[] = [10n, 11n, 14n, 15n].map((offset) => ({
  offset,
  key: 'k',
  headers: {},
  value: null,
}));

function setUp() {
  const commits: bigint[] = [];
  const batch: Batch = {
    topic: 't',
    partition: 0,
    records,
    isStale: () => false,
    commit: async (nextOffset) => {
      await new Promise(setImmediate);
      commits.push(nextOffset);
    },
    pause: () => undefined,
  };
  const progress = new PartitionProgress();
  return { commits, progress, commit: new PrefixCommit(batch, progress) };
}

describe('committing the finished prefix', () => {
  it('commits nothing while the first record is unfinished', async () => {
    const { commits, progress, commit } = setUp();
    progress.finish(11n);
    progress.finish(15n);
    await commit.advance();
    expect(commits).toEqual([]);
  });

  it('stops in front of the first unfinished record, whatever is done behind it', async () => {
    const { commits, progress, commit } = setUp();
    for (const offset of [10n, 11n, 15n]) progress.finish(offset);
    await commit.advance();
    expect(commits).toEqual([14n]);
  });

  it('commits one past the last record when all are done, and only once', async () => {
    const { commits, progress, commit } = setUp();
    for (const offset of [15n, 14n, 11n, 10n]) progress.finish(offset);
    await Promise.all([commit.advance(), commit.advance()]);
    expect(commits).toEqual([16n]);
  });

  it('never goes back when commits are asked for faster than they are done', async () => {
    const { commits, progress, commit } = setUp();
    progress.finish(10n);
    const first = commit.advance();
    progress.finish(11n);
    await Promise.all([first, commit.advance()]);
    progress.finish(14n);
    await commit.advance();
    expect(commits).toEqual([...commits].sort((a, b) => Number(a - b)));
    expect(commits.at(-1)).toBe(15n);
  });
});
