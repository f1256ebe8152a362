import { upstreams as names } from '@shop/api-contracts';
import type { Role, Upstream } from '@shop/api-contracts';
import type { RunningService } from '@shop/platform';
import type { Lookup } from '../addresses.js';
import { start } from '../start.js';
import { ListeningUpstream } from './listening-upstream.js';
import { TestTokens } from './test-tokens.js';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}
interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: readonly Role[];
  readonly body?: unknown;
}

/** The gateway as a process would run it, before six upstreams that a test can bend. */
export class GatewayUnderTest {
  private constructor(
    private readonly service: RunningService,
    private readonly upstreams: ReadonlyMap<Upstream, ListeningUpstream>,
    /** Publishes the keys that verify `tokens`. */
    readonly keys: ListeningUpstream,
    readonly tokens: TestTokens,
  ) {}

  static async start(settings: Readonly<Record<string, string>> = {}, lookup?: Lookup): Promise<GatewayUnderTest> {
    const tokens = new TestTokens();
    const keys = new ListeningUpstream();
    keys.react = () => ({ body: tokens.jwks() });
    const upstreams = new Map(names.map((name) => [name, new ListeningUpstream()] as const));
    await Promise.all([keys, ...upstreams.values()].map((upstream) => upstream.start()));
    const urls = [...upstreams].map(([name, { url }]) => [`${name.toUpperCase().replace('-', '_')}_URL`, url] as const);
    const env = {
      ...Object.fromEntries(urls),
      JWKS_URL: `${keys.url}/.well-known/jwks.json`,
      LOG_LEVEL: 'silent',
      ...settings,
    };
    const service = await start(env, lookup);
    return new GatewayUnderTest(service, upstreams, keys, tokens);
  }

  upstream(name: Upstream): ListeningUpstream {
    const found = this.upstreams.get(name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  }

  get url(): string {
    return this.service.url;
  }

  get metricsUrl(): string {
    return this.service.metricsUrl;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await Promise.all([this.keys, ...this.upstreams.values()].map((upstream) => upstream.stop()));
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send('GET', path, options);
  }

  post(path: string, options?: RequestOptions): Promise<Answer> {
    return this.send('POST', path, options);
  }

  async send(method: string, path: string, { headers = {}, as, body }: RequestOptions = {}): Promise<Answer> {
    const response = await fetch(this.service.url + path, {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${this.tokens.token(as)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const json: unknown = isJson && text ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  }
}
