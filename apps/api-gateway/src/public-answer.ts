import { apiBase, problem } from '@shop/api-contracts';
import type { UpstreamAnswer } from './upstream-call.js';

export interface PublicAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
}

/** Everything else that a service sends is between it and the gateway. */
const passedOn = ['content-type', 'cache-control', 'idempotent-replayed', 'retry-after', 'www-authenticate'];

/**
 * What the client gets to see of a service's answer: the body's bytes as they are, unless it is a problem.
 * @throws Error if a service reports an error in any other form: whatever that text is, it is not for the public.
 */
export function publicAnswer(answer: UpstreamAnswer, instance: string): PublicAnswer {
  const body = answer.status < 400 ? answer.body : publicProblem(answer, instance);
  return { status: answer.status, headers: publicHeaders(answer), body: body.length > 0 ? body : undefined };
}

export function publicHeaders({ headers }: Pick<UpstreamAnswer, 'headers'>): Record<string, string> {
  const kept = passedOn.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(kept), ...(headers.location && { location: publicLocation(headers.location) }) };
}

/** A service names its own path; what clients follow has the base in front. */
function publicLocation(location: string): string {
  const isOwnPath = location.startsWith('/') && !location.startsWith(`${apiBase}/`);
  return isOwnPath ? apiBase + location : location;
}

/** Only the fields of RFC 9457 come through, with the path that the client knows. */
function publicProblem({ status, headers, body }: UpstreamAnswer, instance: string): Buffer {
  if (!headers['content-type']?.startsWith('application/problem+json')) {
    throw new Error(`An upstream answered ${status} without a problem: ${body.toString('utf8', 0, 500)}`);
  }
  const { detail, ...known } = problem.parse(JSON.parse(body.toString('utf8')));
  const isOurFault = status >= 500;
  return Buffer.from(JSON.stringify({ ...known, ...(!isOurFault && detail && { detail }), instance }));
}
