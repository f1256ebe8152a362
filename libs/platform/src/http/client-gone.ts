import type { ServerResponse } from 'node:http';

/** What is needed of fastify's reply. */
export interface OpenReply {
  readonly raw: ServerResponse;
}

/** nginx' word for a client that has gone before its answer. */
const CLIENT_GONE = 499;

/** Aborts when the client has gone before it had all of its answer: what is done for it is done for nobody. */
export function clientGone({ raw }: OpenReply): AbortSignal {
  const gone = new AbortController();
  const leave = () => {
    if (!raw.writableFinished) gone.abort(new Error('The client has gone.'));
  };
  if (raw.closed) leave();
  else raw.once('close', leave);
  return gone.signal;
}

/** What a request came to, once its response is closed. */
export function finalStatus(raw: Pick<ServerResponse, 'writableFinished' | 'statusCode'>): number {
  return raw.writableFinished ? raw.statusCode : CLIENT_GONE;
}
