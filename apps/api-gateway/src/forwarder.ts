import { Injectable } from '@nestjs/common';
import { publicPath } from '@shop/api-contracts';
import type { Route } from '@shop/api-contracts';
import { currentContext } from '@shop/kernel';
import { acceptsEvents } from '@shop/platform';
import { checkRequest } from './check-request.js';
import type { PublicRequest } from './http-exchange.js';
import type { StreamedAnswer, UpstreamAnswer, UpstreamCall } from './upstream-call.js';
import { Upstreams } from './upstreams.js';

const handedOn = ['authorization', 'idempotency-key', 'accept-language'];

/** Hands a request on to the service that owns its route, once it is known to be well-formed. */
@Injectable()
export class Forwarder {
  constructor(private readonly upstreams: Upstreams) {}

  /**
   * `owner` where the route itself does not say whose it is.
   * @throws AppError `invalid` for a malformed request, `not-found` for an impossible path, `unavailable` for the service.
   */
  ask(route: Route, request: PublicRequest, owner = route.owner): Promise<UpstreamAnswer> {
    return this.upstreams.of(owner).ask(callOf(route, request));
  }

  /** Like `ask`, for a route that `isLong`. `gone`: nobody waits for the answer any more. */
  askLong(route: Route, request: PublicRequest, gone: AbortSignal): Promise<UpstreamAnswer | StreamedAnswer> {
    return this.upstreams.of(route.owner).askLong(callOf(route, request), gone);
  }
}

function callOf(route: Route, request: PublicRequest): UpstreamCall {
  const params = checkRequest(route, request);
  // What was checked is what is sent: the path is made anew from the checked parameters.
  const path = publicPath({ ...route, base: '' }, params) + queryOf(request.url);
  const hasBody = request.body !== undefined && request.body !== null;
  const wantsEvents = route.events !== undefined && acceptsEvents(request.headers);
  return {
    method: route.method,
    isKeyed: route.honoursIdempotencyKey === true && request.headers['idempotency-key'] !== undefined,
    path,
    template: route.path,
    wantsEvents,
    headers: {
      ...headersFor(request),
      ...(hasBody && { 'content-type': 'application/json' }),
      ...(wantsEvents && { accept: 'text/event-stream' }),
    },
    ...(hasBody && { body: JSON.stringify(request.body) }),
  };
}

function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

/** What of a request's headers a service gets to see. */
export function headersFor({ headers }: Pick<PublicRequest, 'headers'>): Record<string, string> {
  const kept = handedOn.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const { requestId, traceparent } = currentContext() ?? {};
  return {
    ...Object.fromEntries(kept),
    ...(requestId && { 'x-request-id': requestId }),
    ...(traceparent && { traceparent }),
  };
}
