/** Seconds that the SDK may sleep before it tries again; whoever waits for an analysis would rather have the rules' answer. */
const LONGEST_WAIT_S = 3;

/** The SDK sleeps for as long as the API asks it to, which may be minutes. An answer that asks for more is its last. */
export async function fetchOnceOrSoon(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  const { ok, status, statusText } = response;
  if (ok || !(waitSeconds(response.headers) > LONGEST_WAIT_S)) return response;
  const headers = new Headers(response.headers);
  headers.set('x-should-retry', 'false');
  return new Response(response.body, { status, statusText, headers });
}

function waitSeconds(headers: Headers): number {
  const milliseconds = headers.get('retry-after-ms');
  if (milliseconds !== null) return Number(milliseconds) / 1_000;
  return Number(headers.get('retry-after') ?? 0);
}
