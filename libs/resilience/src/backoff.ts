/** How the waits between attempts grow. All times in milliseconds. */
export interface BackoffShape {
  /** The upper bound of the first wait. */
  readonly initialMs: number;
  /** No wait is longer than this, however many attempts there have been. */
  readonly maxMs: number;
  /** What the upper bound is multiplied by from one wait to the next; 2 if absent. */
  readonly factor?: number;
}

/**
 * How many whole milliseconds to wait before trying again: anything between none and an exponentially growing bound.
 *
 * `attempt` is the number of attempts that have failed so far, from 1. `random` gives numbers in [0, 1).
 *
 * All of the wait is random ("full jitter"), not a part of it: callers that failed together would otherwise come back
 * together. Marc Brooker's measurements found it to finish the same work with the fewest calls: AWS Architecture Blog,
 * "Exponential Backoff And Jitter" (2015), https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffDelay(attempt: number, shape: BackoffShape, random: () => number = Math.random): number {
  const { initialMs, maxMs, factor = 2 } = shape;
  const bound = Math.min(maxMs, initialMs * factor ** Math.max(0, attempt - 1));
  return Math.floor(random() * (bound + 1));
}
