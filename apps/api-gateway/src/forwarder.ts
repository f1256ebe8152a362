import { Injectable } from '@nestjs/common';
import { publicPath } from '@shop/api-contracts';
import type { Route } from '@shop/api-contracts';
import { currentContext } from '@shop/kernel';
import { checkRequest } from './check-request.js';
import type { PublicRequest } from './http-exchange.js';
import type { UpstreamAnswer } from './upstream-call.js';
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
    const params = checkRequest(route, request);
    // What was checked is what is sent: the path is made anew from the checked parameters.
    const path = publicPath({ ...route, base: '' }, params) + queryOf(request.url);
    const hasBody = request.body !== undefined && request.body !== null;
    return this.upstreams.of(owner).ask({
      method: route.method,
      isKeyed: route.honoursIdempotencyKey === true && request.headers['idempotency-key'] !== undefined,
      path,
      template: route.path,
      headers: { ...headersFor(request), ...(hasBody && { 'content-type': 'application/json' }) },
      ...(hasBody && { body: JSON.stringify(request.body) }),
    });
  }
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
