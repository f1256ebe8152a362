import { SpanKind } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_RESEND_COUNT,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
} from '@opentelemetry/semantic-conventions';
import { currentContext } from '@shop/kernel';
import { currentScope } from '../service-scope.js';
import { failureType } from './failure.js';
import { openSpan, within } from './span.js';

export interface HttpCall {
  /** The name that the other side goes by here. */
  readonly peer: string;
  readonly method: string;
  /** Where the other side is: `http://order-service:3000`. */
  readonly origin: string;
  /** With or without a query, which is not shown: it may say whom or what somebody looks for. */
  readonly path: string;
  /** The path with names in place of values, `/orders/:id`, where it is known. */
  readonly template?: string | undefined;
  /** How often the same request was sent before. */
  readonly resends?: number;
  /** What ends it when it takes too long. */
  readonly signal: AbortSignal;
}

/** Of the current conventions, but not among their stable ones yet. */
const ATTR_SERVICE_PEER_NAME = 'service.peer.name';
const ATTR_URL_TEMPLATE = 'url.template';

/**
 * One request to another side, as a CLIENT span. `send` gets the headers that hand the trace on. It is to resolve with every answer,
 * refusals included: a status of 400 and above makes the span a failed one.
 */
export async function httpClientSpan<Answer extends { readonly status: number }>(
  call: HttpCall,
  send: (headers: Readonly<Record<string, string>>) => Promise<Answer>,
): Promise<Answer> {
  const name = call.template === undefined ? call.method : `${call.method} ${call.template}`;
  const opened = openSpan(name, () => ({ kind: SpanKind.CLIENT, attributes: attributesOf(call) }));
  if (!opened) return send(traceHeaders());
  const work = async () => {
    const answer = await send(traceHeaders());
    opened.set({ [ATTR_HTTP_RESPONSE_STATUS_CODE]: answer.status });
    if (answer.status >= 400) opened.failAs(String(answer.status));
    return answer;
  };
  return within(opened, work, (error) => (call.signal.aborted ? 'timeout' : failureType(error)));
}

/** Of a service that is not traced nobody has to know the trace. */
function traceHeaders(): Record<string, string> {
  const traceparent = currentScope()?.tracing && currentContext()?.traceparent;
  return traceparent ? { traceparent } : {};
}

function attributesOf({ peer, method, origin, path, template, resends = 0 }: HttpCall): Attributes {
  const { protocol, hostname, port } = new URL(origin);
  const [withoutQuery = '/'] = path.split('?', 1);
  return {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_URL_FULL]: `${origin}${withoutQuery}`,
    [ATTR_SERVICE_PEER_NAME]: peer,
    [ATTR_SERVER_ADDRESS]: hostname,
    [ATTR_SERVER_PORT]: Number(port || (protocol === 'https:' ? 443 : 80)),
    ...(template !== undefined && { [ATTR_URL_TEMPLATE]: template }),
    ...(resends > 0 && { [ATTR_HTTP_REQUEST_RESEND_COUNT]: resends }),
  };
}
