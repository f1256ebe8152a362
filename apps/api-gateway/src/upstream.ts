import type { IncomingHttpHeaders } from 'node:http';
import type { Route, Upstream } from '@shop/api-contracts';
import { unavailable } from '@shop/kernel';
import { outboundPolicy } from '@shop/resilience';
import type { OutboundPolicy, OutboundPolicySettings } from '@shop/resilience';
import { Pool } from 'undici';

export interface UpstreamCall {
  readonly method: Route['method'];
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One GET more than asked for, and never a second POST: only the client knows whether repeating one is safe. */
const retry = { attempts: 2, initialDelayMs: 50, maxDelayMs: 200 };
/** Shorter than the health endpoint's own limit, so that it can say which service is late and why. */
const readinessTimeoutMs = 1500;

/** One service behind the gateway: its connections, and the circuit that all calls to it share. */
export class UpstreamClient {
  private readonly pool: Pool;
  private readonly policy: OutboundPolicy;

  constructor(
    readonly name: Upstream,
    url: string,
    limits: Omit<OutboundPolicySettings, 'retry'>,
  ) {
    this.pool = new Pool(url, { connections: limits.concurrency, connect: { timeout: limits.timeoutMs } });
    this.policy = outboundPolicy(name, { ...limits, retry });
  }

  /** @throws AppError of kind `unavailable`. Any other answer, an error's too, is an answer. */
  ask(call: UpstreamCall): Promise<UpstreamAnswer> {
    const attempt = (signal: AbortSignal) => this.attempt(call, signal);
    return call.method === 'GET' ? this.policy.execute(attempt) : this.policy.executeOnce(attempt);
  }

  /** Past the circuit: a probe should neither open it nor be told what it already thinks. */
  async checkReady(): Promise<void> {
    const signal = AbortSignal.timeout(readinessTimeoutMs);
    const { statusCode, body } = await this.pool.request({ method: 'GET', path: '/health/ready', signal });
    await body.dump();
    if (statusCode !== 200) throw new Error(`${this.name} is not ready (${statusCode})`);
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  private async attempt(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    const { statusCode, headers, body } = await this.pool.request({ ...call, signal });
    const bytes = Buffer.from(await body.arrayBuffer());
    // A service says 503 when something that it needs is down: for the circuit that is as good as no answer.
    if (statusCode === 503) {
      throw unavailable(`${this.name}.unavailable`, `${this.name} is not available.`, {
        retryAfterMs: retryAfterMs(headers['retry-after']),
      });
    }
    return { status: statusCode, headers, body: bytes };
  }
}

function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const seconds = Number(header);
  return seconds > 0 ? seconds * 1000 : undefined;
}
