import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { types } from 'node:util';
import { Pool } from 'undici';
import type { UpstreamAnswer, UpstreamCall } from './upstream-call.js';

export interface ReplicaLimits {
  readonly connections: number;
  readonly connectTimeoutMs: number;
}

/** How long a replica that failed, or said that it leaves, is asked only if there is no other. */
const ASIDE_MS = 2000;

/** One address of an upstream: its connections, and whether it is worth asking just now. */
export class Replica {
  private readonly pool: Pool;
  private asideUntil = 0;
  private running = 0;

  constructor(
    url: string,
    readonly address: string,
    { connections, connectTimeoutMs }: ReplicaLimits,
  ) {
    // The pool keeps the upstream's name, for the Host header and for TLS; only the name's lookup is ours.
    const connect = { timeout: connectTimeoutMs, lookup: alwaysTo(address) };
    this.pool = new Pool(url, { connections, connect });
  }

  /** Requests under way. */
  get load(): number {
    return this.running;
  }

  get isAside(): boolean {
    return this.asideUntil > Date.now();
  }

  async request(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    this.running += 1;
    try {
      const { statusCode, headers, body } = await this.pool.request({ ...call, signal });
      const bytes = Buffer.from(await body.arrayBuffer());
      // A service that stops says so with its answers (platform's drain): the next request had better go elsewhere.
      this.note(statusCode !== 503 && headers['connection'] !== 'close');
      return { status: statusCode, headers, body: bytes };
    } catch (error) {
      this.note(false);
      throw error;
    } finally {
      this.running -= 1;
    }
  }

  /** Past all accounts: a probe should not change what it looks at. */
  async isReady(signal: AbortSignal): Promise<boolean> {
    const { statusCode, body } = await this.pool.request({ method: 'GET', path: '/health/ready', signal });
    await body.dump();
    return statusCode === 200;
  }

  /** Lets requests under way end. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private note(isWell: boolean): void {
    this.asideUntil = isWell ? 0 : Date.now() + ASIDE_MS;
  }
}

function alwaysTo(address: string): LookupFunction {
  const family = isIP(address);
  return (_hostname, { all }, callback) => {
    if (all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}

/** In these cases not a byte of the request has left: to send it to another replica repeats nothing. */
export function wasNotSent(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  const { code, syscall }: NodeJS.ErrnoException = error;
  return syscall === 'connect' || code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'UND_ERR_CLOSED';
}
