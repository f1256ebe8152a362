import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';

/** An answer of the gateway that is an error: `status` and the problem's `detail`. */
export class ShopError extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    request: string,
  ) {
    super(`${request} answered ${status}: ${detailOf(body)}`);
  }
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const API = '/api/v1';
const PATIENCE_MS = 120_000;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/**
 * The public API as one signed-in user, for tools. Waits and tries again while the shop is busy or restarting (429, 503, no
 * connection): so only send what may be sent twice, and give POSTs an idempotency key.
 */
export class ShopClient {
  private readonly agent = new Agent({ connections: 64, keepAliveTimeout: 10_000 });
  private token: string | undefined;
  private credentials: { email: string; password: string } | undefined;
  private readonly repeated = new Map<string, number>();

  constructor(
    private readonly gateway: string,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** What had to be asked again, by method and answer: `{"POST 503": 2, "GET ECONNRESET": 1}`. */
  get repeatedRequests(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.repeated);
  }

  /** With a token that somebody else has got: it is not renewed. */
  withToken(token: string): this {
    this.token = token;
    return this;
  }

  async signIn(email: string, password: string): Promise<this> {
    this.credentials = { email, password };
    const { accessToken } = await this.send<{ accessToken: string }>('POST', '/auth/login', { body: this.credentials });
    this.token = accessToken;
    return this;
  }

  get<T>(path: string): Promise<T> {
    return this.send('GET', path, {});
  }

  post<T>(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<T> {
    return this.send('POST', path, { body, ...(headers && { headers }) });
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.send('PATCH', path, { body });
  }

  delete(path: string): Promise<void> {
    return this.send('DELETE', path, {});
  }

  close(): Promise<void> {
    return this.agent.close();
  }

  private async send<T>(method: Method, path: string, options: CallOptions): Promise<T> {
    for (const deadline = Date.now() + this.patienceMs; ;) {
      const answer = await this.attempt(method, path, options);
      if (answer && answer.status < 300) return answer.body as T;
      const late = Date.now() > deadline;
      if (answer?.status === 401 && this.credentials && path !== '/auth/login' && !late) {
        await this.signIn(this.credentials.email, this.credentials.password);
        continue;
      }
      if (answer && (late || ![429, 503].includes(answer.status))) {
        throw new ShopError(answer.status, answer.body, `${method} ${path}`);
      }
      if (late) throw new Error(`${this.gateway} does not answer.`);
      if (answer) this.noteRepeated(method, String(answer.status));
      await delay(answer?.retryAfterMs ?? 250);
    }
  }

  /** @returns undefined without an answer */
  private async attempt(method: Method, path: string, { body, headers }: CallOptions) {
    try {
      const response = await request(`${this.gateway}${API}${path}`, {
        method,
        dispatcher: this.agent,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(this.token && { authorization: `Bearer ${this.token}` }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.body.text();
      const retryAfterMs = Math.min(2, Number(response.headers['retry-after'] ?? 0.25)) * 1_000;
      return {
        status: response.statusCode,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
        retryAfterMs,
      };
    } catch (error) {
      this.noteRepeated(method, reasonOf(error));
      return undefined;
    }
  }

  private noteRepeated(method: Method, answer: string): void {
    const what = `${method} ${answer}`;
    this.repeated.set(what, (this.repeated.get(what) ?? 0) + 1);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function detailOf(body: unknown): string {
  const { detail, title, errors } = (body ?? {}) as { detail?: string; title?: string; errors?: unknown };
  return `${detail ?? title ?? 'no detail'}${errors ? ` ${JSON.stringify(errors)}` : ''}`;
}
