const LOOKS = 6;

/**
 * Notices that something which ought to show signs of life has stopped to. It counts looks rather than milliseconds: a process that
 * was itself held up (a long garbage collection, a suspended machine) has looked only once in all that time, and finds the signs
 * that had to wait behind it at the next look.
 */
export class SilenceWatch {
  /** Resolves once there was no sign for the whole time; never, if stopped before. */
  readonly silence: Promise<void>;
  private silentLooks = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(afterMs: number, isExpected: () => boolean) {
    let fall: () => void;
    this.silence = new Promise((resolve) => (fall = resolve));
    this.timer = setInterval(() => {
      this.silentLooks = isExpected() ? this.silentLooks + 1 : 0;
      if (this.silentLooks > LOOKS) fall();
    }, afterMs / LOOKS);
  }

  sign(): void {
    this.silentLooks = 0;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
