import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from './api-error.js';
import { wholeMessage } from './message.js';
import type { ModelMessage } from './message.js';
import type { Fault } from './scenario.js';
import { eventsOf } from './stream-events.js';
import type { StreamEvent } from './stream-events.js';

/** Ends with the client's connection: nobody waits any longer then. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly gone: AbortSignal;
}

export function sendError(error: ApiError, { response, requestId }: Delivery): void {
  response.writeHead(error.status, { 'content-type': 'application/json', ...error.headers });
  response.end(JSON.stringify(error.body(requestId)));
}

export function sendJson(body: object, { response }: Delivery): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** In one piece. What a fault does in the middle of a stream, it does here in the middle of the body. */
export async function sendWhole(message: ModelMessage, fault: Fault | undefined, delivery: Delivery): Promise<void> {
  if (fault?.kind === 'slow-start') await pause(fault.delayMs, undefined, { signal: delivery.gone });
  if (fault?.kind === 'error-event') return sendError(new ApiError(fault.status, 'Overloaded'), delivery);
  const interrupted = fault?.kind === 'cut' || fault?.kind === 'end-early' || fault?.kind === 'stall';
  if (!interrupted) return sendJson(wholeMessage(message), delivery);
  const body = JSON.stringify(wholeMessage(message));
  delivery.response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  await written(body.slice(0, body.length / 2), delivery);
  if (fault.kind === 'stall') return untilGone(delivery);
  delivery.response.destroy();
}

export async function sendStream(message: ModelMessage, fault: Fault | undefined, delivery: Delivery): Promise<void> {
  const { response, gone } = delivery;
  if (fault?.kind === 'slow-start') await pause(fault.delayMs, undefined, { signal: gone });
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const [index, event] of eventsOf(message).entries()) {
    if (fault && 'afterEvents' in fault && index === fault.afterEvents) return interrupt(fault, delivery);
    if (fault?.kind === 'slow-stream') await pause(fault.everyMs, undefined, { signal: gone });
    await written(toText(event), delivery);
  }
  response.end();
}

async function interrupt(fault: Extract<Fault, { afterEvents: number }>, delivery: Delivery): Promise<void> {
  const { response, requestId } = delivery;
  switch (fault.kind) {
    case 'cut':
      response.destroy();
      return;
    case 'end-early':
      response.end();
      return;
    case 'stall':
      return untilGone(delivery);
    case 'error-event': {
      const data = new ApiError(fault.status, 'Overloaded').body(requestId);
      response.end(toText({ event: 'error', data }));
    }
  }
}

function toText({ event, data }: StreamEvent): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Waits for a slow reader; and for the bytes to be on their way, so that what follows a cut does not overtake them. */
function written(text: string, { response, gone }: Delivery): Promise<void> {
  return new Promise((resolve, reject) => {
    const onGone = () => reject(gone.reason as Error);
    if (gone.aborted) return onGone();
    gone.addEventListener('abort', onGone, { once: true });
    response.write(text, () => {
      gone.removeEventListener('abort', onGone);
      resolve();
    });
  });
}

async function untilGone({ response, gone }: Delivery): Promise<void> {
  await once(response, 'close');
  gone.throwIfAborted();
}
