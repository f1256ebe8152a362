import type { Analysis, AnalysisEvent } from '@shop/api-contracts';
import { acceptsEvents, clientGone, EventStream } from '@shop/platform';
import type { ServerSentEvent, StreamedExchange, Stopping } from '@shop/platform';

/** What is needed of fastify's request and reply. */
export interface AnalysisRequest {
  readonly headers: { readonly accept?: string };
}
export type AnalysisReply = Omit<StreamedExchange['reply'], 'send'> & { send(body: object): unknown };

interface Exchange {
  readonly request: AnalysisRequest;
  readonly reply: AnalysisReply;
  readonly stopping: Stopping;
}

/** @param signal aborts when nobody waits for the analysis any more */
type Work = (signal: AbortSignal, onProgress?: (event: AnalysisEvent) => Promise<void>) => Promise<Analysis>;

/** An analysis by rules, and most by a model, ends by itself in the time that a stopping service has. */
const FINISH_WITHIN_MS = 6_000;

/** As one answer, or as it comes, whichever the client wants. */
export function answerAnalysis(exchange: Exchange, work: Work): Promise<void> {
  return acceptsEvents(exchange.request.headers) ? answerAsEvents(exchange, work) : answerAtOnce(exchange, work);
}

async function answerAtOnce({ reply }: Exchange, work: Work): Promise<void> {
  const gone = clientGone(reply);
  try {
    reply.send(await work(gone));
  } catch (error) {
    // Ended because nobody waits: there is nobody to be told either.
    if (!gone.aborted) throw error;
  }
}

async function answerAsEvents({ request, reply, stopping }: Exchange, work: Work): Promise<void> {
  const settings = { stopping: stopping.signal, finishWithinMs: FINISH_WITHIN_MS, join: joinTexts };
  const stream = new EventStream({ request, reply }, settings);
  try {
    const analysis = await work(stream.signal, (event) => stream.send(event));
    await stream.send({ event: 'analysis', data: analysis });
    await stream.send({ event: 'usage', data: analysis.usage });
    await stream.end();
  } catch (error) {
    stream.fail(error);
  }
}

/** Pieces of text that wait behind a slow reader are one piece. */
function joinTexts(earlier: ServerSentEvent, later: ServerSentEvent): ServerSentEvent | undefined {
  if (earlier.event !== 'text' || later.event !== 'text') return undefined;
  const text = [earlier, later].map(({ data }) => (data as { readonly text: string }).text).join('');
  return { event: 'text', data: { text } };
}
