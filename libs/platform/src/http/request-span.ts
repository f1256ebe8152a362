import { endServerSpan, openServerSpan } from '@shop/telemetry';
import type { OpenSpan } from '@shop/telemetry';

/** What is needed of fastify's request. */
interface TracedRequest {
  readonly method: string;
  readonly url: string;
  readonly routeOptions: { readonly url?: string | undefined };
}

const spans = new WeakMap<object, OpenSpan>();

/** @returns the traceparent of the request's own span; nothing where it has none */
export function beginRequestSpan(request: TracedRequest, traceparent: string | undefined): string | undefined {
  const { method, url, routeOptions } = request;
  const opened = openServerSpan({ method, url, route: routeOptions.url, traceparent });
  if (opened) spans.set(request, opened);
  return opened?.traceparent;
}

/** Keeps why a request fails: its status alone would not say. */
export function failRequestSpan(request: object, error: unknown): void {
  spans.get(request)?.fail(error);
}

export function endRequestSpan(request: object, status: number): void {
  const opened = spans.get(request);
  if (opened) endServerSpan(opened, status);
}
