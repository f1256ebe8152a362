import { unavailable } from '@shop/kernel';

export interface ConcurrencyLimit {
  /** How many run at a time. */
  readonly running: number;
  /** How many may wait for their turn; more are refused at once, so that a flood cannot fill the memory. */
  readonly waiting: number;
}

export type Limited = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Runs work under a limit, first come first served.
 * @throws AppError `unavailable` `passwords.busy` when too many wait already
 */
export function limitConcurrency(limit: ConcurrencyLimit): Limited {
  const queue: (() => void)[] = [];
  let running = 0;

  const enter = async () => {
    if (running < limit.running) {
      running += 1;
      return;
    }
    if (queue.length >= limit.waiting) {
      throw unavailable('passwords.busy', 'Too many are signing in right now.', { retryAfterMs: 1_000 });
    }
    // Whoever leaves hands their place on, so nobody who comes later can take it first.
    await new Promise<void>((resolve) => queue.push(resolve));
  };
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  };

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
