import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { types } from 'node:util';
import { Pool } from 'undici';
import type { OpenedAnswer, UpstreamAnswer, UpstreamCall } from './upstream-call.js';

export interface ReplicaLimits {
  readonly connections: number;
  readonly connectTimeoutMs: number;
}

/** How long a replica that failed, or said that it leaves, is asked only if there is no other. */
const ASIDE_MS = 2000;
/** A stream in which not even a heartbeat comes for so long is dead: services send one every 15 s. */
const SILENCE_MS = 45_000;

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
      const { statusCode: status, headers, body } = await this.pool.request({ ...call, signal });
      const bytes = Buffer.from(await body.arrayBuffer());
      this.note(isFromAWellOne(status, headers));
      return { status, headers, body: bytes };
    } catch (error) {
      this.note(false);
      throw error;
    } finally {
      this.running -= 1;
    }
  }

  /** Like `request`, until the answer begins. It counts as under way until its body is closed. */
  async open(call: UpstreamCall, signal: AbortSignal): Promise<OpenedAnswer> {
    this.running += 1;
    try {
      const {
        statusCode: status,
        headers,
        body,
      } = await this.pool.request({
        ...call,
        signal,
        bodyTimeout: call.wantsEvents ? SILENCE_MS : 0,
      });
      this.note(isFromAWellOne(status, headers));
      // Whoever reads it hears of an error; where nobody does any more it must not end the process.
      body.on('error', () => undefined).once('close', () => (this.running -= 1));
      return { status, headers, body };
    } catch (error) {
      this.running -= 1;
      if (!signal.aborted) this.note(false);
      throw error;
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

/** A service that stops says so with its answers (platform's drain): the next request had better go elsewhere. */
function isFromAWellOne(status: number, headers: IncomingHttpHeaders): boolean {
  return status !== 503 && headers['connection'] !== 'close';
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
