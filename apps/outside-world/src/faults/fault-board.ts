export const faultTargets = ['payments', 'carrier', 'sms', 'mail'] as const;
export type FaultTarget = (typeof faultTargets)[number];

export interface Fault {
  readonly target: FaultTarget;
  /** What requests are answered with instead of being worked on; absent: they are worked on, and answered late. */
  readonly status?: number;
  /** How much later the answer comes, in milliseconds. */
  readonly delayMs?: number;
  /** How many requests it still meets; absent: all, until it is cleared. */
  readonly times?: number;
}

/** The faults that are set: at most one per target, the newest. */
export class FaultBoard {
  private readonly faults = new Map<FaultTarget, Fault>();

  set(fault: Fault): void {
    this.faults.set(fault.target, fault);
  }

  clear(): void {
    this.faults.clear();
  }

  all(): readonly Fault[] {
    return [...this.faults.values()];
  }

  /** The fault that the next request to `target` meets, if any; it is then used up by one. */
  take(target: FaultTarget): Fault | undefined {
    const fault = this.faults.get(target);
    if (fault?.times === undefined) return fault;
    if (fault.times > 1) this.faults.set(target, { ...fault, times: fault.times - 1 });
    else this.faults.delete(target);
    return fault;
  }
}
