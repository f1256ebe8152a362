import { groupCommitCommands, groupCommitDuration, groupCommitQueued, sample } from '@shop/telemetry';
import type { HistogramChild, Metrics } from '@shop/telemetry';

/** What the transactions of a group commit tell the metrics of its service. */
export class CommitMetrics {
  private readonly committed: HistogramChild;
  private readonly failed: HistogramChild;
  private readonly commands: HistogramChild;

  constructor(metrics: Metrics, queued: () => number) {
    const durations = metrics.histogram(groupCommitDuration);
    this.committed = durations.of({ outcome: 'committed' });
    this.failed = durations.of({ outcome: 'failed' });
    this.commands = metrics.histogram(groupCommitCommands).of();
    metrics.state([groupCommitQueued], () => [sample(groupCommitQueued, queued())]);
  }

  /** Rejects as `transaction` does. */
  async measured<T>(commands: number, transaction: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      const result = await transaction();
      this.committed.observe((performance.now() - startedAt) / 1000);
      this.commands.observe(commands);
      return result;
    } catch (error) {
      this.failed.observe((performance.now() - startedAt) / 1000);
      throw error;
    }
  }
}
