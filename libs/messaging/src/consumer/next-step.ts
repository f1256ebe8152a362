import { isAppError, unreachable } from '@shop/kernel';
import { backoffDelay } from '@shop/resilience';
import { classifyFailure } from './classify-failure.js';
import type { ConsumerSettings } from './consumer-settings.js';
import type { Failures } from './partition-progress.js';

/** What to do with a record whose handler has failed. `put-back`: pause the partition and have the record delivered again. */
export type NextStep =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'put-back'; readonly delayMs: number }
  | { readonly kind: 'dead-letter' };

/** Pure but for the jitter. `failures` includes the one of `error`, which happened at `now` (milliseconds). */
export function nextStep(error: unknown, failures: Failures, now: number, settings: ConsumerSettings): NextStep {
  const failure = classifyFailure(error);
  switch (failure) {
    case 'permanent':
      return { kind: 'dead-letter' };
    case 'passing':
      if (failures.count >= settings.attempts) return { kind: 'dead-letter' };
      return { kind: 'retry', delayMs: backoffDelay(failures.count, settings.retry) };
    case 'outage':
      return now - failures.since >= settings.giveUpAfterMs
        ? { kind: 'dead-letter' }
        : waitForRecovery(error, failures, settings);
    default:
      return unreachable(failure);
  }
}

/** A few attempts in place, for a blip; then the partition is paused, so that it does not hold up the others. */
function waitForRecovery(error: unknown, { count }: Failures, { attempts, retry, outage }: ConsumerSettings): NextStep {
  const asked = Math.min((isAppError(error) && error.retryAfterMs) || 0, outage.maxMs);
  if (count < attempts && asked <= retry.maxMs) {
    return { kind: 'retry', delayMs: Math.max(asked, backoffDelay(count, retry)) };
  }
  return { kind: 'put-back', delayMs: Math.max(asked, backoffDelay(count - attempts + 1, outage), retry.maxMs) };
}
