import type { Upstream } from '@shop/api-contracts';
import { unavailable } from '@shop/kernel';
import { outboundPolicy } from '@shop/resilience';
import type { OutboundPolicy, OutboundPolicySettings } from '@shop/resilience';
import { httpClientSpan } from '@shop/telemetry';
import type { Metrics } from '@shop/telemetry';
import type { Lookup } from './addresses.js';
import { Replicas } from './replicas.js';
import type { UpstreamAnswer, UpstreamCall } from './upstream-call.js';

/** One more than asked for. Never of a POST without a key that makes it safe: whether it was done, only the client can find out. */
const retry = { attempts: 2, initialDelayMs: 50, maxDelayMs: 200 };
/** A replica whose host is gone answers nothing at all: time must be left to try the next one. */
const connectTimeoutMs = 1000;
/** Shorter than the health endpoint's own limit, so that it can say which service is late and why. */
const readinessTimeoutMs = 1500;

/** One service behind the gateway: its replicas, and the circuit that all calls to it share. */
export class UpstreamClient {
  private readonly replicas: Replicas;
  private readonly policy: OutboundPolicy;

  constructor(
    readonly name: Upstream,
    private readonly url: string,
    limits: Omit<OutboundPolicySettings, 'retry'>,
    lookup: Lookup,
    metrics?: Metrics,
  ) {
    const forEach = {
      connections: limits.concurrency,
      connectTimeoutMs: Math.min(connectTimeoutMs, limits.timeoutMs / 2),
    };
    this.replicas = new Replicas(url, forEach, lookup);
    this.policy = outboundPolicy(name, { ...limits, retry }, metrics);
  }

  /** @throws AppError of kind `unavailable`. Any other answer, an error's too, is an answer. */
  ask(call: UpstreamCall): Promise<UpstreamAnswer> {
    let sent = 0;
    const attempt = (signal: AbortSignal) => this.attempt(call, signal, sent++);
    const isRepeatable = call.method === 'GET' || call.isKeyed;
    return isRepeatable ? this.policy.execute(attempt) : this.policy.executeOnce(attempt);
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
    // A service says 503 when something that it needs is down: for the circuit that is as good as no answer.
    if (answer.status === 503) {
      throw unavailable(`${this.name}.unavailable`, `${this.name} is not available.`, {
        retryAfterMs: retryAfterMs(answer.headers['retry-after']),
      });
    }
    return answer;
  }
}

function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const seconds = Number(header);
  return seconds > 0 ? seconds * 1000 : undefined;
}
