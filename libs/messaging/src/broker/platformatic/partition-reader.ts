import type { ConsumedRecord, ConsumeOptions } from '../broker.js';
import type { MessagingLog } from '../log.js';
import { PlatformaticBatch } from './platformatic-batch.js';
import type { BatchOwner } from './platformatic-batch.js';

const AFTER_HANDLER_BUG_MS = 1_000;

export interface ReaderSurroundings {
  readonly owner: BatchOwner;
  readonly onBatch: ConsumeOptions['onBatch'];
  /** The reader has become ready to take records. */
  readonly onReady: () => void;
  readonly log: MessagingLog;
}

/**
 * One partition during one stay in the group: one batch at a time, and the next one fetched meanwhile. What a batch leaves
 * uncommitted is fetched again from there, and what had been fetched ahead is dropped: it would come out of order.
 */
export class PartitionReader {
  private fetched: readonly ConsumedRecord[] = [];
  private work: Promise<void> | undefined;
  private pause: NodeJS.Timeout | undefined;

  constructor(
    readonly topic: string,
    readonly partition: number,
    /** The offset to be fetched next. */
    private next: bigint,
    private readonly surroundings: ReaderSurroundings,
  ) {}

  get position(): bigint {
    return this.next;
  }

  isReady(): boolean {
    return !this.hasRecords() && this.pause === undefined;
  }

  hasRecords(): boolean {
    return this.fetched.length > 0;
  }

  /** Takes what was fetched from `from` on; an answer to a question that is not asked any more is dropped. */
  take(from: bigint, records: readonly ConsumedRecord[], next: bigint): void {
    if (from !== this.next || !this.isReady()) return;
    this.next = next;
    this.fetched = records;
    this.goOn();
  }

  seek(offset: bigint): void {
    this.next = offset;
    this.fetched = [];
  }

  /** Resolves when the batch that runs has ended; the owner has ended, so no other one begins. */
  async ended(): Promise<void> {
    clearTimeout(this.pause);
    await this.work;
  }

  private goOn(): void {
    if (this.work !== undefined || this.pause !== undefined || this.surroundings.owner.hasEnded()) return;
    if (!this.hasRecords()) return this.surroundings.onReady();
    const records = this.fetched;
    this.fetched = [];
    this.work = this.handle(records).finally(() => {
      this.work = undefined;
      this.goOn();
    });
    this.surroundings.onReady();
  }

  private async handle(records: readonly ConsumedRecord[]): Promise<void> {
    const { owner, onBatch, log } = this.surroundings;
    const batch = new PlatformaticBatch(this.topic, this.partition, records, owner);
    try {
      await onBatch(batch);
    } catch (error) {
      log.error('A batch handler threw: its records come again', { err: error, topic: this.topic });
      batch.pause(AFTER_HANDLER_BUG_MS);
    }
    const first = records[0]?.offset ?? this.next;
    const last = records.at(-1)?.offset ?? first;
    const reached = batch.committed ?? first;
    if (reached <= last) this.seek(reached);
    if (batch.pauseMs > 0 && !owner.hasEnded()) this.pauseFor(batch.pauseMs);
  }

  private pauseFor(milliseconds: number): void {
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.goOn();
    }, milliseconds);
  }
}
