/** What became of the calls under a policy since it was made, as their callers saw it. Every ended call is in one of them. */
export interface CallCounts {
  readonly succeeded: number;
  /** Answered with an AppError of a kind other than `unavailable`: a "no", from a healthy other side. */
  readonly refused: number;
  readonly timedOut: number;
  readonly circuitOpen: number;
  readonly overloaded: number;
  /** Failed in any other way: refused connections, answers that say "unavailable", errors of the work itself. */
  readonly unavailable: number;
}

export type CircuitState = 'closed' | 'open' | 'half-open';

/** A policy at one moment, for metrics and operators. */
export interface PolicySnapshot {
  readonly name: string;
  readonly circuit: CircuitState;
  /** Milliseconds until an open circuit lets one call through to try; 0 unless it is open. */
  readonly reopensInMs: number;
  readonly running: { readonly now: number; readonly limit: number };
  readonly queued: { readonly now: number; readonly limit: number };
  readonly calls: CallCounts;
  /** Attempts beyond the first of their call. */
  readonly retries: number;
  /** How often the circuit has opened. */
  readonly opened: number;
}
