import type { Batch, ConsumedRecord } from '../broker.js';

/** What a batch needs of the group membership under which its records were fetched. */
export interface BatchOwner {
  /** The membership ends: no further batch. */
  hasEnded(): boolean;
  /** The partition is, or soon will be, or may be by now another member's. */
  isInDoubt(): boolean;
  commit(topic: string, partition: number, nextOffset: bigint): Promise<void>;
}

/** A batch as the port has it, and afterwards what became of it. */
export class PlatformaticBatch implements Batch {
  private committedTo: bigint | undefined;
  private pausedMs = 0;
  private hasFailed = false;

  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly records: readonly ConsumedRecord[],
    private readonly owner: BatchOwner,
  ) {}

  get committed(): bigint | undefined {
    return this.committedTo;
  }

  get pauseMs(): number {
    return this.pausedMs;
  }

  isStale(): boolean {
    return this.hasFailed || this.owner.isInDoubt();
  }

  async commit(nextOffset: bigint): Promise<void> {
    try {
      await this.owner.commit(this.topic, this.partition, nextOffset);
      this.committedTo = nextOffset;
    } catch {
      this.hasFailed = true;
    }
  }

  pause(milliseconds: number): void {
    this.pausedMs = Math.max(this.pausedMs, milliseconds);
  }
}
