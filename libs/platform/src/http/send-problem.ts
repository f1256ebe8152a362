import { toProblem } from './problem.js';
import type { Problem } from './problem.js';

/** What is needed of fastify's request and reply. */
export interface AskedFor {
  readonly id: string;
  readonly url: string;
}

export interface Reply {
  readonly sent: boolean;
  readonly raw: { readonly headersSent: boolean; destroy(): unknown };
  hasHeader(name: string): boolean;
  header(name: string, value: string): Reply;
  code(status: number): Reply;
  send(body: string): unknown;
}

/** Answers with the problem that an error amounts to, and returns it. */
export function sendProblem(error: unknown, request: AskedFor, reply: Reply): Problem {
  const [path = '/'] = request.url.split('?', 1);
  const { problem, headers } = toProblem(error, path);
  if (reply.sent || reply.raw.headersSent) {
    // A stream that has begun cannot turn into an error any more; cutting it off is all that tells the client.
    reply.raw.destroy();
    return problem;
  }
  // An unreadable URL is refused before the hook that sets the id.
  const all = { 'x-request-id': request.id, ...headers };
  for (const [name, value] of Object.entries(all)) if (!reply.hasHeader(name)) reply.header(name, value);
  reply.code(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem));
  return problem;
}
