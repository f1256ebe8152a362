/** How long each step took, in seconds, one after the other. */
export class Stopwatch {
  private readonly startedAt = performance.now();
  private lapAt = this.startedAt;
  private readonly laps: Record<string, number> = {};

  /** Ends a step. @returns its line of progress */
  lap(step: string): string {
    const now = performance.now();
    const seconds = inSeconds(now - this.lapAt);
    this.laps[step] = seconds;
    this.lapAt = now;
    return `${step} (${seconds} s)`;
  }

  get steps(): Readonly<Record<string, number>> {
    return this.laps;
  }

  /** Since the start. */
  total(): number {
    return inSeconds(performance.now() - this.startedAt);
  }
}

export function inSeconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
