import { randomUUID } from 'node:crypto';
import { shop } from './shop.js';

export interface Answer<Body = never> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

type Json = Record<string, unknown>;

export interface Options {
  readonly body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  readonly raw?: string;
  readonly headers?: Record<string, string>;
}

/** One user of the public API, or nobody. Answers are given as they come, good or bad. */
export class Client {
  constructor(readonly token?: string) {}

  async call<Body = Json>(
    method: string,
    path: string,
    { body, raw, headers = {} }: Options = {},
  ): Promise<Answer<Body>> {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(
      `${shop().gateway}${path.startsWith('/api') || path.startsWith('/.') ? '' : '/api/v1'}${path}`,
      {
        method,
        headers: {
          ...(sent !== undefined && { 'content-type': 'application/json' }),
          ...(this.token && { authorization: `Bearer ${this.token}` }),
          ...headers,
        },
        ...(sent !== undefined && { body: sent }),
      },
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : parse(text)) as Body,
    };
  }

  get<Body = Json>(path: string, options?: Options) {
    return this.call<Body>('GET', path, options);
  }
  post<Body = Json>(path: string, body?: unknown, options?: Options) {
    return this.call<Body>('POST', path, { ...options, body });
  }
  patch<Body = Json>(path: string, body: unknown) {
    return this.call<Body>('PATCH', path, { body });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const nobody = new Client();

export async function signIn(email: string, password = 'demo-password'): Promise<Client> {
  const { status, body } = await nobody.post<{ accessToken: string }>('/auth/login', { email, password });
  if (status !== 200) throw new Error(`${email} cannot sign in: ${status} ${JSON.stringify(body)}`);
  return new Client(body.accessToken);
}

export const asCustomer = () => signIn('customer@shop.test');
export const asSupport = () => signIn('support@shop.test');
export const asAdmin = () => signIn('admin@shop.test');

export const newCustomerPassword = 'long-enough-1';

/** A new account, so that what a test sees is its own. */
export async function asNewCustomer(): Promise<Client> {
  const email = `${randomUUID()}@example.test`;
  const account = { email, password: newCustomerPassword, name: 'Test Customer' };
  const { status } = await nobody.post('/auth/register', account);
  if (status !== 201) throw new Error(`registration answered ${status}`);
  return signIn(email, newCustomerPassword);
}
