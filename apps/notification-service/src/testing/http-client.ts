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
}

/** One request, as `GET /products`. */
export async function send(url: string, route: string, { body, token }: Send = {}): Promise<Answer> {
  const [method, path = '/'] = route.split(' ');
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}
