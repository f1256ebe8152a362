export interface InboxTask {
  readonly brokers: string;
  /** Of an empty database. */
  readonly url: string;
  /** Messages handled before the clock starts. */
  readonly warmUp: number;
  /** Messages handled while it runs. */
  readonly messages: number;
  /** Of the stock handler: partitions that kafkajs works on at once. */
  readonly concurrency: number;
}

/** Tells when `warmUp` messages have been handled, and when `messages` more have. */
export class HandledCount {
  private handled = 0;
  private startedAt = 0;

  constructor(
    private readonly task: InboxTask,
    private readonly onWarm: () => void,
    private readonly onEnough: (secondsAtLeast: () => number) => void,
  ) {}

  readonly add = (): void => {
    this.handled += 1;
    if (this.handled === this.task.warmUp) {
      this.startedAt = performance.now();
      this.onWarm();
    }
    if (this.handled === this.task.warmUp + this.task.messages) {
      this.onEnough(() => (performance.now() - this.startedAt) / 1_000);
    }
  };
}
