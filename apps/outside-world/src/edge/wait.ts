import { setTimeout as delay } from 'node:timers/promises';

/** Waits so many milliseconds, but keeps no process alive that has been stopped meanwhile. */
export function wait(ms: number): Promise<void> {
  return delay(ms, undefined, { ref: false });
}
