import type { ConsumedRecord } from '../broker/broker.js';

/** The failed attempts of one handler at one record. */
export interface Failures {
  readonly count: number;
  /** When the first one happened, in milliseconds since the epoch. */
  readonly since: number;
}

/** How far the handlers of one record have come. */
export class RecordProgress {
  private readonly settled = new Set<string>();
  private readonly failures = new Map<string, Failures>();

  /** The handler has succeeded, or its failure is in the dead letters. */
  settle(handler: string): void {
    this.settled.add(handler);
  }

  isSettled(handler: string): boolean {
    return this.settled.has(handler);
  }

  attemptsOf(handler: string): number {
    return this.failures.get(handler)?.count ?? 0;
  }

  fail(handler: string, now: number): Failures {
    const before = this.failures.get(handler);
    const failures = { count: (before?.count ?? 0) + 1, since: before?.since ?? now };
    this.failures.set(handler, failures);
    return failures;
  }
}

/**
 * What this process knows of a partition beyond the committed offset. It outlives a batch: after a pause the records behind
 * the failed one are delivered again, and those that are done need not run twice, nor does a failed one start to count anew.
 * Losing it (a crash, a rebalance) costs only repeated work, which the inbox absorbs.
 */
export class PartitionProgress {
  private readonly done = new Set<bigint>();
  private readonly unfinished = new Map<bigint, RecordProgress>();

  of(offset: bigint): RecordProgress {
    const progress = this.unfinished.get(offset) ?? new RecordProgress();
    this.unfinished.set(offset, progress);
    return progress;
  }

  finish(offset: bigint): void {
    this.unfinished.delete(offset);
    this.done.add(offset);
  }

  isDone(offset: bigint): boolean {
    return this.done.has(offset);
  }

  /** The offset up to which everything is done: `records` is in order of offset, gaps between offsets are normal. */
  nextOffset(records: readonly ConsumedRecord[]): bigint | undefined {
    const open = records.findIndex(({ offset }) => !this.done.has(offset));
    if (open === -1) return records.at(-1) && (records.at(-1)?.offset ?? 0n) + 1n;
    return open === 0 ? undefined : records[open]?.offset;
  }

  forgetBelow(offset: bigint): void {
    for (const done of this.done) if (done < offset) this.done.delete(done);
    for (const unfinished of this.unfinished.keys()) if (unfinished < offset) this.unfinished.delete(unfinished);
  }
}
