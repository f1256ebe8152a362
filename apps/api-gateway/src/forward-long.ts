import type { Route } from '@shop/api-contracts';
import { clientGone, reportFailure } from '@shop/platform';
import type { Forwarder } from './forwarder.js';
import type { PublicReply, PublicRequest } from './http-exchange.js';
import { publicHeaders } from './public-answer.js';
import { sendAnswer } from './send-answer.js';
import type { StreamedAnswer } from './upstream-call.js';

/** For what is left when the service has said all: a client that does not take it in that time is let go. */
const PATIENCE_MS = 30_000;

/** Hands on a request that may take long, for as long as somebody waits for its answer. */
export async function forwardLong(
  forwarder: Forwarder,
  route: Route,
  request: PublicRequest,
  reply: PublicReply,
): Promise<void> {
  const gone = clientGone(reply);
  try {
    const answer = await forwarder.askLong(route, request, gone);
    if ('events' in answer) await sendEvents(answer, request, reply);
    else sendAnswer(answer, request, reply);
  } catch (error) {
    // There is nobody to be told.
    if (!gone.aborted) throw error;
  }
}

async function sendEvents(answer: StreamedAnswer, request: PublicRequest, reply: PublicReply): Promise<void> {
  const headers = { ...publicHeaders(answer), 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  reply.code(answer.status).headers(headers).send(answer.events);
  const failure = await answer.over;
  if (failure) reportFailure(failure, 503, request);
  const patience = setTimeout(() => reply.raw.destroy(), PATIENCE_MS);
  if (reply.raw.closed) clearTimeout(patience);
  else reply.raw.once('close', () => clearTimeout(patience));
}
