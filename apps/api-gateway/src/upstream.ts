import type { Upstream } from '@shop/api-contracts';
import { unavailable } from '@shop/kernel';
import { outboundPolicy } from '@shop/resilience';
import type { OutboundPolicy, OutboundPolicySettings } from '@shop/resilience';
import { httpClientSpan } from '@shop/telemetry';
import type { Metrics } from '@shop/telemetry';
import type { Lookup } from './addresses.js';
import { LongCalls } from './long-calls.js';
import type { LongCallLimits } from './long-calls.js';
import { noAnswerIn503 } from './no-answer.js';
import { Replicas } from './replicas.js';
import type { StreamedAnswer, UpstreamAnswer, UpstreamCall } from './upstream-call.js';

/** One more than asked for. Never of a POST without a key that makes it safe: whether it was done, only the client can find out. */
const retry = { attempts: 2, initialDelayMs: 50, maxDelayMs: 200 };
/** A replica whose host is gone answers nothing at all: time must be left to try the next one. */
const connectTimeoutMs = 1000;
/** Shorter than the health endpoint's own limit, so that it can say which service is late and why. */
const readinessTimeoutMs = 1500;

export interface UpstreamLimits extends Omit<OutboundPolicySettings, 'retry'> {
  /** Where the service has routes that are long. */
  readonly long?: Omit<LongCallLimits, 'breaker'> | undefined;
}

/** One service behind the gateway: its replicas, and the circuit that all calls to it share. */
export class UpstreamClient {
  private readonly replicas: Replicas;
  private readonly policy: OutboundPolicy;
  private readonly longCalls: LongCalls | undefined;

  constructor(
    readonly name: Upstream,
    private readonly url: string,
    limits: UpstreamLimits,
    lookup: Lookup,
    metrics?: Metrics,
  ) {
    const forEach = {
      connections: limits.concurrency + (limits.long?.concurrency ?? 0),
      connectTimeoutMs: Math.min(connectTimeoutMs, limits.timeoutMs / 2),
    };
    this.replicas = new Replicas(url, forEach, lookup);
    this.policy = outboundPolicy(name, { ...limits, retry }, metrics);
    this.longCalls = limits.long && new LongCalls({ name, url }, this.replicas, { ...limits, ...limits.long }, metrics);
  }

  /** @throws AppError of kind `unavailable`. Any other answer, an error's too, is an answer. */
  ask(call: UpstreamCall): Promise<UpstreamAnswer> {
    let sent = 0;
    const attempt = (signal: AbortSignal) => this.attempt(call, signal, sent++);
    const isRepeatable = call.method === 'GET' || call.isKeyed;
    return isRepeatable ? this.policy.execute(attempt) : this.policy.executeOnce(attempt);
  }

  /**
   * A call of a route that `isLong`; never sent twice. `gone` ends it, and is held against nobody.
   * @throws AppError of kind `unavailable`; Error where the service has no such routes: a mistake of the caller's code
   */
  askLong(call: UpstreamCall, gone: AbortSignal): Promise<UpstreamAnswer | StreamedAnswer> {
    if (!this.longCalls) throw new Error(`${this.name} has no routes that are long.`);
    return this.longCalls.ask(call, gone);
  }

  /** Asks every replica. @throws AppError `unavailable` if not one of them answers. */
  askEach(call: UpstreamCall): Promise<readonly UpstreamAnswer[]> {
    return this.policy.executeOnce(async (signal) => {
      const outcomes = await this.replicas.requestEach(call, signal);
      const answers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      if (answers.length === 0) throw unavailable(`${this.name}.unavailable`, `${this.name} could not be reached.`);
      return answers;
    });
  }

  /** Past the circuit: a probe should neither open it nor be told what it already thinks. */
  async checkReady(): Promise<void> {
    const areReady = await this.replicas.areReady(AbortSignal.timeout(readinessTimeoutMs));
    if (!areReady) throw new Error(`no replica of ${this.name} is ready`);
  }

  close(): Promise<void> {
    return this.replicas.close();
  }

  private async attempt(call: UpstreamCall, signal: AbortSignal, resends: number): Promise<UpstreamAnswer> {
    const { method, path, template } = call;
    const traced = { peer: this.name, method, origin: this.url, path, template, resends, signal };
    const answer = await httpClientSpan(traced, (trace) =>
      this.replicas.request({ ...call, headers: { ...call.headers, ...trace } }, signal),
    );
    if (answer.status === 503) throw noAnswerIn503(this.name, answer);
    return answer;
  }
}
