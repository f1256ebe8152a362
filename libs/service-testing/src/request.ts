export interface RequestOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** An access token; without one the request is nobody's. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<Json = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** `undefined` when the answer is empty. The caller says what it expects; nothing checks it. */
  readonly json: Json;
}

/** One HTTP request: `request(url, 'GET /products')`. Every status is an answer. */
export async function request<Json = unknown>(
  url: string,
  route: string,
  { body, token, headers }: RequestOptions = {},
): Promise<Answer<Json>> {
  const [method, path = '/'] = route.split(' ');
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const json = (text === '' ? undefined : JSON.parse(text)) as Json;
  return { status: response.status, headers: response.headers, text, json };
}
