import type { Metrics } from '@shop/telemetry';
import { ComposedPolicy } from './composed-policy.js';
import { register } from './policy-registry.js';
import type { PolicySnapshot } from './policy-snapshot.js';

/** Limits of the calls to one other side. All times in milliseconds. */
export interface OutboundPolicySettings {
  /** How long one attempt may take. Waiting in the queue is not counted; waiting between attempts neither. */
  readonly timeoutMs: number;
  /** How many attempts run at once. */
  readonly concurrency: number;
  /** How many more may wait for their turn; the next one fails at once. */
  readonly queue: number;
  readonly breaker: {
    /** The circuit opens after so many failures with no answer between them. */
    readonly consecutiveFailures: number;
    /** How long it stays open before one call is let through to try. */
    readonly halfOpenAfterMs: number;
  };
  /** Absent: every call is one attempt. */
  readonly retry?: {
    /** All attempts of a call, the first included. */
    readonly attempts: number;
    readonly initialDelayMs: number;
    readonly maxDelayMs: number;
  };
}

export interface OutboundPolicy {
  /**
   * Runs `work` under the limits, again if it fails and the policy retries: so `work` must be safe to repeat. The signal
   * aborts when its attempt has run out of time; hand it to the call, or the call goes on unobserved. What `work`
   * resolves with must be read to its end by then (a response's body, too).
   *
   * @throws AppError of kind `unavailable`: `NAME.timeout`, `NAME.circuit-open` (with `retryAfterMs`),
   * `NAME.overloaded`, else `NAME.unavailable` with the cause, or the `unavailable` that `work` threw itself. An AppError
   * of another kind thrown by `work` is an answer: it comes through unchanged, is never retried and counts for the
   * breaker as a sign of life.
   */
  execute<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The same, but one attempt only: for work that must not be repeated, under the same breaker and limits. */
  executeOnce<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  snapshot(): PolicySnapshot;
}

/**
 * Makes the policy for all calls to one other side and registers it under `name` for {@link allPolicies}. Make it once
 * and share it: the breaker only learns from calls that go through the same policy. `metrics` are those of the service that calls:
 * without them nothing is recorded.
 */
export function outboundPolicy(name: string, settings: OutboundPolicySettings, metrics?: Metrics): OutboundPolicy {
  const policy = new ComposedPolicy(name, settings, metrics);
  register(name, policy);
  return policy;
}
