import { toProblem } from './problem.js';
import type { Problem } from './problem.js';

/** One of the Server-Sent Events of an answer. `data` is sent as JSON. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: unknown;
}

/** Whether a client wants to have an answer as it comes. */
export function acceptsEvents({ accept }: Readonly<Record<string, string | string[] | undefined>>): boolean {
  return /\btext\/event-stream\b/i.test(String(accept));
}

/** Set on every answer that is a stream: nobody on the way may keep it, or keep it back. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;

/** A line that is no event: it shows that both sides are there. */
export const HEARTBEAT = ':\n\n';

/** As it goes over the wire. JSON has no line breaks, so one line of data is enough. */
export function formatEvent({ event, data }: ServerSentEvent): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** How a stream ends that cannot be finished: what a problem says, without its detail. */
export function errorEvent(
  error: unknown,
): ServerSentEvent & { readonly data: Pick<Problem, 'type' | 'title' | 'status'> } {
  const { type, title, status } = toProblem(error, '').problem;
  return { event: 'error', data: { type, title, status } };
}
