import type { Batch } from '../broker/broker.js';
import type { PartitionProgress } from './partition-progress.js';

/** Commits how far a batch is done without a gap; one commit at a time, so that none overtakes a later one. */
export class PrefixCommit {
  private committed: bigint | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly batch: Batch,
    private readonly progress: PartitionProgress,
  ) {}

  /** Resolves once everything that was done when it was called is committed. */
  advance(): Promise<void> {
    this.last = this.last.then(() => this.commit());
    return this.last;
  }

  private async commit(): Promise<void> {
    const nextOffset = this.progress.nextOffset(this.batch.records);
    if (nextOffset === undefined || nextOffset === this.committed) return;
    await this.batch.commit(nextOffset);
    this.committed = nextOffset;
  }
}
