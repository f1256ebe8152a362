import {
  bulkhead,
  circuitBreaker,
  CircuitState as Circuit,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleAll,
  handleWhen,
  retry,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import type { BulkheadPolicy, CircuitBreakerPolicy, IPolicy } from 'cockatiel';
import { isAppError } from '@shop/kernel';
import type { AppError } from '@shop/kernel';
import type { Metrics } from '@shop/telemetry';
import { backoffDelay } from './backoff.js';
import type { OutboundPolicy, OutboundPolicySettings } from './outbound-policy.js';
import { PolicyMetrics } from './policy-metrics.js';
import type { CallOutcome } from './policy-metrics.js';
import { isWorthRetrying, policyFailure, toUnavailable } from './policy-failure.js';
import type { CallCounts, CircuitState, PolicySnapshot } from './policy-snapshot.js';

/** What the other side said. A refusal travels as a value, so that neither breaker nor retry takes it for a failure. */
type Answer<T> = { readonly value: T } | { readonly refusal: AppError };

const circuitNames: Readonly<Record<Circuit, CircuitState>> = {
  [Circuit.Closed]: 'closed',
  [Circuit.Open]: 'open',
  [Circuit.Isolated]: 'open',
  [Circuit.HalfOpen]: 'half-open',
};

/**
 * retry( bulkhead( circuit breaker( timeout( work ) ) ) ), for these reasons:
 * - the retry is outermost: a call that waits between attempts holds no slot, and every attempt counts for the breaker;
 * - the bulkhead is outside the breaker: a queued call asks the circuit when its turn comes, so that a circuit that
 *   opens empties the queue at once instead of sending all of it to a dead host; and our own overload is not held
 *   against the other side;
 * - the timeout is innermost: it measures the other side, not our queue, and what it cuts off the breaker sees.
 */
export class ComposedPolicy implements OutboundPolicy {
  private readonly slots: BulkheadPolicy;
  private readonly circuit: CircuitBreakerPolicy;
  private readonly once: IPolicy;
  private readonly repeated: IPolicy;
  private readonly calls: { -readonly [count in keyof CallCounts]: number } = {
    succeeded: 0,
    refused: 0,
    timedOut: 0,
    circuitOpen: 0,
    overloaded: 0,
    unavailable: 0,
  };
  private retries = 0;
  private opened = 0;
  private openedAt = 0;
  private readonly metrics: PolicyMetrics | undefined;

  constructor(
    private readonly name: string,
    private readonly settings: OutboundPolicySettings,
    metrics?: Metrics,
  ) {
    this.metrics = metrics && new PolicyMetrics(metrics, name, () => this.snapshot());
    const { breaker, concurrency, queue, timeoutMs } = settings;
    this.slots = bulkhead(concurrency, queue);
    this.circuit = circuitBreaker(handleAll, {
      breaker: new ConsecutiveBreaker(breaker.consecutiveFailures),
      halfOpenAfter: breaker.halfOpenAfterMs,
    });
    this.circuit.onBreak(() => {
      this.opened += 1;
      this.openedAt = Date.now();
      this.metrics?.opened();
    });
    // Aggressive: work that ignores its signal must not hold its slot for ever.
    const limit = timeout(timeoutMs, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false });
    this.once = wrap(this.slots, this.circuit, limit);
    this.repeated = settings.retry ? wrap(this.retrying(settings.retry), this.once) : this.once;
  }

  execute<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.run(this.repeated, work);
  }

  executeOnce<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.run(this.once, work);
  }

  snapshot(): PolicySnapshot {
    const { concurrency, queue } = this.settings;
    return {
      name: this.name,
      circuit: circuitNames[this.circuit.state],
      reopensInMs: this.reopensInMs(),
      running: { now: concurrency - this.slots.executionSlots, limit: concurrency },
      queued: { now: queue - this.slots.queueSlots, limit: queue },
      calls: { ...this.calls },
      retries: this.retries,
      opened: this.opened,
    };
  }

  private async run<T>(policy: IPolicy, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let answer: Answer<T>;
    try {
      answer = await policy.execute(({ signal }) => attempt(work, signal));
    } catch (error) {
      this.count(policyFailure(error), startedAt);
      throw toUnavailable(this.name, error, this.reopensInMs());
    }
    if ('refusal' in answer) {
      this.count('refused', startedAt);
      throw answer.refusal;
    }
    this.count('succeeded', startedAt);
    return answer.value;
  }

  private count(outcome: CallOutcome, startedAt: number): void {
    this.calls[outcome] += 1;
    this.metrics?.ended(outcome, performance.now() - startedAt);
  }

  private retrying({ attempts, initialDelayMs, maxDelayMs }: NonNullable<OutboundPolicySettings['retry']>): IPolicy {
    const policy = retry(handleWhen(isWorthRetrying), {
      maxAttempts: attempts - 1,
      backoff: new DelegateBackoff(({ attempt }: { attempt: number }) =>
        backoffDelay(attempt, { initialMs: initialDelayMs, maxMs: maxDelayMs }),
      ),
    });
    policy.onRetry(() => {
      this.retries += 1;
      this.metrics?.retried();
    });
    return policy;
  }

  private reopensInMs(): number {
    if (this.circuit.state !== Circuit.Open) return 0;
    return Math.max(0, this.openedAt + this.settings.breaker.halfOpenAfterMs - Date.now());
  }
}

async function attempt<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<Answer<T>> {
  try {
    return { value: await work(signal) };
  } catch (error) {
    // A client that heeds the signal throws an error of its own before the timeout's: it is a timeout all the same.
    if (signal.aborted) throw new TaskCancelledError();
    if (isAppError(error) && error.kind !== 'unavailable') return { refusal: error };
    throw error;
  }
}
