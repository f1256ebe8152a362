import type { BrokerRecord, ConsumedRecord } from '../broker.js';

/** Records kept for a group that may come later; the memory of a demo that runs for days is bounded by it. */
const RETAINED = 20_000;
const BATCH = 500;

export class MemoryPartition {
  private records: ConsumedRecord[] = [];
  private first = 0n;

  constructor(
    readonly topic: string,
    readonly number: number,
  ) {}

  append({ key, headers, value }: BrokerRecord): void {
    this.records.push({ offset: this.first + BigInt(this.records.length), key, headers: { ...headers }, value });
  }

  /** From `offset` on, or from the oldest that is left. */
  read(offset: bigint): readonly ConsumedRecord[] {
    const start = Number(offset > this.first ? offset - this.first : 0n);
    return this.records.slice(start, start + BATCH);
  }

  /** The offset of the oldest record that is left, and one more than the newest record's. */
  range(): { readonly oldest: bigint; readonly end: bigint } {
    return { oldest: this.first, end: this.first + BigInt(this.records.length) };
  }

  /** Lets itself grow to twice what it retains, so that trimming costs nothing per record. */
  isFull(): boolean {
    return this.records.length > 2 * RETAINED;
  }

  /** Drops the oldest records that every reader has committed. */
  trim(committed: readonly bigint[]): void {
    const oldest = this.first + BigInt(this.records.length - RETAINED);
    const until = committed.reduce((least, offset) => (offset < least ? offset : least), oldest);
    if (until <= this.first) return;
    this.records = this.records.slice(Number(until - this.first));
    this.first = until;
  }
}
