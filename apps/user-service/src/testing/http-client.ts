import type { Tokens } from '@shop/api-contracts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; the caller says what it expects to find. */
  readonly body: unknown;
}

export interface Send {
  readonly body?: unknown;
  /** An access token. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request, as `PATCH /users/me`. */
export async function send(url: string, route: string, { body, token, headers }: Send = {}): Promise<Answer> {
  const [method, path = '/'] = route.split(' ');
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

/** @throws Error unless the sign-in is answered with 200 */
export async function signIn(url: string, email: string, password: string): Promise<Tokens> {
  const { status, body } = await send(url, 'POST /auth/login', { body: { email, password } });
  if (status !== 200) throw new Error(`signing in as ${email} was answered with ${status}`);
  return body as Tokens;
}
