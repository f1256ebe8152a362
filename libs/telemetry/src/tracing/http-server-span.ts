import { SpanKind } from '@opentelemetry/api';
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions';
import type { OpenSpan } from './open-span.js';
import { openSpan } from './span.js';

export interface ServedRequest {
  readonly method: string;
  /** As asked for; the query is not shown. */
  readonly url: string;
  /** The template of the route, absent where none fits. */
  readonly route: string | undefined;
  /** As the caller sent it, if it is one. */
  readonly traceparent: string | undefined;
}

/** What probes and scrapers ask for, every few seconds: traces of that would bury the others. */
const UNTRACED = /^\/(?:health\/|metrics\b)/;

/** A request that is being served, as a SERVER span. Nothing where it is not traced. */
export function openServerSpan({ method, url, route, traceparent }: ServedRequest): OpenSpan | undefined {
  if (UNTRACED.test(url)) return undefined;
  const [path = '/'] = url.split('?', 1);
  const describe = () => ({
    kind: SpanKind.SERVER,
    attributes: {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_URL_PATH]: path,
      [ATTR_URL_SCHEME]: 'http',
      ...(route !== undefined && { [ATTR_HTTP_ROUTE]: route }),
    },
  });
  return openSpan(route === undefined ? method : `${method} ${route}`, describe, traceparent);
}

/** Its answer has gone out. A refusal is the caller's failure, not ours. */
export function endServerSpan(opened: OpenSpan, status: number): void {
  opened.set({ [ATTR_HTTP_RESPONSE_STATUS_CODE]: status });
  if (status >= 500) opened.failAs(String(status));
  opened.end();
}
