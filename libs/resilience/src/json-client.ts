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

interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly template?: string | undefined;
}

export interface JsonClientLimits {
  /** Milliseconds for one call; default 5000, above the slowest answer of a provider that is well. */
  readonly timeoutMs?: number;
  /** Calls at a time; default 32, as many as an intent runner has under way: its calls then never queue here. */
  readonly concurrency?: number;
  /** Calls that wait for their turn; default: as many again. */
  readonly queue?: number;
  /** Failures in a row after which the other side is left alone for a second; default 10. */
  readonly consecutiveFailures?: number;
}

/** Answers without an outcome come in crowds when the other side is unwell: one of them is enough to connect anew. */
const RECONNECT_AFTER_MS = 1_000;

/**
 * Another side that speaks JSON over HTTP: one pool of connections and one policy (timeout, bulkhead, circuit breaker), registered
 * under `name`. One attempt per call: whoever intends the call tries again, under the same key.
 */
export class JsonClient {
  private readonly policy: OutboundPolicy;
  private pool: Pool;
  private connectedAt = 0;
  private readonly origin: string;
  private readonly basePath: string;
  private readonly connections: number;

  /**
   * @param url where the other side is; a path in it is put before each path that is called
   * @param metrics of the service that calls
   */
  constructor(
    private readonly name: string,
    url: string,
    metrics?: Metrics,
    { timeoutMs = 5_000, concurrency = 32, queue = concurrency, consecutiveFailures = 10 }: JsonClientLimits = {},
  ) {
    const { origin, pathname } = new URL(url);
    this.origin = origin;
    this.basePath = pathname.replace(/\/$/, '');
    this.connections = concurrency;
    this.pool = this.connect();
    const breaker = { consecutiveFailures, halfOpenAfterMs: 1_000 };
    this.policy = outboundPolicy(name, { timeoutMs, concurrency, queue, breaker }, metrics);
  }

  /**
   * Gives every answer that is one, refusals included.
   * @throws AppError `unavailable` without an answer (see `OutboundPolicy`), and for 5xx and 429, which alone say that the other
   * side is unwell: what it says otherwise is a sign of life to the breaker.
   */
  post(
    path: string,
    body: object,
    idempotencyKey: string,
    { headers, template }: Pick<Request, 'template'> & Partial<Pick<Request, 'headers'>> = {},
  ): Promise<JsonAnswer> {
    const described = { ...headers, 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    return this.send({ method: 'POST', path, headers: described, body: JSON.stringify(body), template });
  }

  /**
   * Like `post`, for a question.
   * @param template the path with names in place of values, `/orders/:id`, for whoever traces calls
   */
  get(path: string, headers: Readonly<Record<string, string>> = {}, template?: string): Promise<JsonAnswer> {
    return this.send({ method: 'GET', path, headers, template });
  }

  private send({ method, path, headers, body, template }: Request): Promise<JsonAnswer> {
    return this.policy.execute(async (signal) => {
      const request = { method, path: this.basePath + path, signal };
      const call = { ...request, peer: this.name, origin: this.origin, template };
      const answer = await httpClientSpan(call, async (traceHeaders) => {
        const response = await this.pool.request({ ...request, body, headers: { ...headers, ...traceHeaders } });
        return { status: response.statusCode, body: parse(await response.body.text()) };
      });
      if (answer.status >= 500 || answer.status === 429) throw this.noOutcome(answer);
      return answer;
    });
  }

  /**
   * For an answer that does not say what it should: it leaves us as wise as none. Perhaps it is not even theirs: when a pod has gone, another
   * may have its address, and a connection that is in use lasts for ever. So the next calls are made on new ones.
   */
  noOutcome({ status, body }: JsonAnswer): AppError {
    if (Date.now() - this.connectedAt >= RECONNECT_AFTER_MS) {
      const left = this.pool;
      this.pool = this.connect();
      void left.close(); // what is under way may end
    }
    const { code = 'no code' } = (body as { error?: { code?: string } } | undefined)?.error ?? {};
    return unavailable(`${this.name}.no-outcome`, `${this.name} answered ${status} (${code}).`);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private connect(): Pool {
    this.connectedAt = Date.now();
    return new Pool(this.origin, { connections: this.connections });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
