/** All that a run has started, so that an interrupted one stops it: the latest first, for it may need what was there before it. */
export class Started {
  private readonly stops: (() => Promise<void>)[] = [];

  /** `stop` may be called when all is stopped already. */
  add(stop: () => Promise<void>): void {
    this.stops.push(stop);
  }

  async stopAll(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
  }
}
