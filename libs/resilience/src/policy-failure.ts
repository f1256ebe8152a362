import { isBrokenCircuitError, isBulkheadRejectedError, isTaskCancelledError } from 'cockatiel';
import { isAppError, unavailable } from '@shop/kernel';
import type { AppError } from '@shop/kernel';

/** The four ways in which a call under a policy fails, apart from what the other side refuses. */
export type PolicyFailure = 'timedOut' | 'circuitOpen' | 'overloaded' | 'unavailable';

export function policyFailure(error: unknown): PolicyFailure {
  if (isTaskCancelledError(error)) return 'timedOut';
  if (isBrokenCircuitError(error)) return 'circuitOpen';
  if (isBulkheadRejectedError(error)) return 'overloaded';
  return 'unavailable';
}

/**
 * Whether another attempt may help. Not when the circuit is open, which is a decision to leave the other side alone, and
 * not when this process has too many calls under way, which more calls only make worse.
 */
export function isWorthRetrying(error: unknown): boolean {
  const failure = policyFailure(error);
  return failure === 'timedOut' || failure === 'unavailable';
}

/** What the caller gets to see. An `unavailable` that the work threw itself says more than ours would: it stays. */
export function toUnavailable(name: string, error: unknown, reopensInMs: number): AppError {
  if (isAppError(error)) return error;
  switch (policyFailure(error)) {
    case 'timedOut':
      return unavailable(`${name}.timeout`, `${name} did not answer in time.`, { cause: error });
    case 'circuitOpen':
      return unavailable(`${name}.circuit-open`, `${name} has failed repeatedly and is left alone for a while.`, {
        cause: error,
        retryAfterMs: reopensInMs,
      });
    case 'overloaded':
      return unavailable(`${name}.overloaded`, `Too many calls to ${name} are under way.`, { cause: error });
    case 'unavailable':
      return unavailable(`${name}.unavailable`, `${name} could not be reached.`, { cause: error });
  }
}
