import type { Batch } from '../broker/broker.js';
import type { ConsumerSettings } from './consumer-settings.js';
import type { RecordHandling } from './handle-record.js';
import { lanesByKey, runLimited } from './key-lanes.js';
import type { Lane } from './key-lanes.js';
import { PartitionProgress } from './partition-progress.js';
import { PrefixCommit } from './prefix-commit.js';

/**
 * Works off batches: keys concurrently, each key in order, and commits the contiguous prefix of what is done. A key that has
 * to wait holds up only itself within the batch; the commit stops in front of it, and the rest is not run again when the batch
 * comes back. After "KEY ordering" of confluentinc/parallel-consumer.
 */
export class BatchConsumption {
  private readonly progress = new Map<string, PartitionProgress>();
  private readonly running = new Map<Batch, number>();

  constructor(
    private readonly handling: RecordHandling,
    private readonly settings: ConsumerSettings,
  ) {}

  async consume(batch: Batch): Promise<void> {
    const progress = this.progressOf(batch);
    const commit = new PrefixCommit(batch, progress);
    const timer = setInterval(() => void commit.advance(), this.settings.commitIntervalMs);
    this.running.set(batch, Date.now());
    try {
      const open = batch.records.filter(({ offset }) => !progress.isDone(offset));
      await runLimited(lanesByKey(open), this.settings.concurrency, (lane) => this.runLane(lane, batch, progress));
    } finally {
      clearInterval(timer);
      await commit.advance();
      this.running.delete(batch);
    }
  }

  /** For how many milliseconds the oldest running batch has been running; 0 when none runs. */
  longestRunning(now = Date.now()): number {
    return Math.max(0, ...[...this.running.values()].map((startedAt) => now - startedAt));
  }

  private async runLane(lane: Lane, batch: Batch, progress: PartitionProgress): Promise<void> {
    for (const record of lane) {
      if (batch.isStale()) return;
      const outcome = await this.handling.handle({ record, batch, progress: progress.of(record.offset) });
      if (outcome.kind === 'left') {
        if (outcome.putBackMs !== undefined) batch.pause(outcome.putBackMs);
        return;
      }
      progress.finish(record.offset);
    }
  }

  private progressOf({ topic, partition, records }: Batch): PartitionProgress {
    const name = `${topic}/${partition}`;
    const progress = this.progress.get(name) ?? new PartitionProgress();
    this.progress.set(name, progress);
    // A batch begins where the group has committed to: nothing below it can come again.
    progress.forgetBelow(records[0]?.offset ?? 0n);
    return progress;
  }
}
