import { unavailable } from '@shop/kernel';
import type { AppError } from '@shop/kernel';
import { httpClientSpan } from '@shop/telemetry';
import type { Metrics } from '@shop/telemetry';
import { Pool } from 'undici';
import { outboundPolicy } from './outbound-policy.js';
import type { OutboundPolicy } from './outbound-policy.js';

export interface JsonAnswer {
  readonly status: number;
  /** `undefined` if it was not JSON. */
  readonly body: unknown;
}

/** As many as an intent runner has under way at once: its calls then never queue here. */
const CONCURRENCY = 32;
/** Above the slowest answer of a provider that is well. */
const TIMEOUT_MS = 5_000;

/**
 * Another side that speaks JSON over HTTP: one pool of connections and one policy (timeout, bulkhead, circuit breaker), registered
 * under `name`. One attempt per call: whoever intends the call tries again, under the same key.
 */
export class JsonClient {
  private readonly policy: OutboundPolicy;
  private readonly pool: Pool;
  private readonly origin: string;
  private readonly basePath: string;

  /**
   * @param url where the other side is; a path in it is put before each path that is called
   * @param metrics of the service that calls
   */
  constructor(
    private readonly name: string,
    url: string,
    metrics?: Metrics,
  ) {
    const { origin, pathname } = new URL(url);
    this.origin = origin;
    this.basePath = pathname.replace(/\/$/, '');
    this.pool = new Pool(origin, { connections: CONCURRENCY });
    const limits = {
      timeoutMs: TIMEOUT_MS,
      concurrency: CONCURRENCY,
      queue: CONCURRENCY,
      breaker: { consecutiveFailures: 10, halfOpenAfterMs: 1_000 },
    };
    this.policy = outboundPolicy(name, limits, metrics);
  }

  /**
   * Gives every answer that is one, refusals included.
   * @throws AppError `unavailable` without an answer (see `OutboundPolicy`), and for 5xx and 429, which alone say that the other
   * side is unwell: what it says otherwise is a sign of life to the breaker.
   */
  post(path: string, body: object, idempotencyKey: string): Promise<JsonAnswer> {
    return this.policy.execute(async (signal) => {
      const request = { method: 'POST', path: this.basePath + path, signal } as const;
      const call = { ...request, peer: this.name, origin: this.origin };
      const answer = await httpClientSpan(call, async (traceHeaders) => {
        const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey, ...traceHeaders };
        const response = await this.pool.request({ ...request, headers, body: JSON.stringify(body) });
        return { status: response.statusCode, body: parse(await response.body.text()) };
      });
      if (answer.status >= 500 || answer.status === 429) throw this.noOutcome(answer);
      return answer;
    });
  }

  /** For an answer that does not say what it should: it leaves us as wise as none. */
  noOutcome({ status, body }: JsonAnswer): AppError {
    const { code = 'no code' } = (body as { error?: { code?: string } } | undefined)?.error ?? {};
    return unavailable(`${this.name}.no-outcome`, `${this.name} answered ${status} (${code}).`);
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
