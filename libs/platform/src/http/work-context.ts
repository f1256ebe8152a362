import { Logger } from '@nestjs/common';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { isId, isTraceparent, newId, newTraceparent, runInContext } from '@shop/kernel';
import { runAsService } from '@shop/telemetry';
import type { ServiceScope } from '@shop/telemetry';
import { finalStatus } from './client-gone.js';
import type { OpenReply } from './client-gone.js';
import { beginRequestSpan, endRequestSpan } from './request-span.js';
import { contextOf, openRequest } from './request-state.js';

/** In the gateway and behind it. */
const OF_AN_ORDER = /^(?:\/api\/v1)?\/orders\/([0-9a-f-]{36})(?:[/?]|$)/i;
const SANE_ID = /^[A-Za-z0-9._-]{1,100}$/;

interface RawRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The client's `x-request-id` if it is a sane one, else a new id. */
export function requestIdOf({ headers }: RawRequest): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : newId();
}

function orderIn(url: string): { readonly orderId?: string } {
  const id = OF_AN_ORDER.exec(url)?.[1];
  return id !== undefined && isId(id) ? { orderId: id } : {};
}

/**
 * Runs every request inside the kernel's work context, with its id as what causes all that follows, and answers with
 * `x-request-id` and `traceparent`. Call it before Nest gets the adapter: hooks run in the order in which they were added,
 * and Nest's own middleware should run inside the context too.
 */
export function runRequestsInContext(adapter: FastifyAdapter, scope: ServiceScope): void {
  const logger = new Logger('http');
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    const requestId = request.id;
    const incoming = request.headers['traceparent'];
    const given = isTraceparent(incoming) ? incoming : undefined;
    runAsService(scope, () => {
      const traceparent = beginRequestSpan(request, given) ?? given ?? newTraceparent();
      const order = orderIn(request.url);
      const context = openRequest(request, { requestId, causationId: requestId, traceparent, ...order });
      void reply.header('x-request-id', requestId).header('traceparent', traceparent);
      // Not fastify's `onResponse`, which never comes when the client has gone: a stream often ends like that.
      reply.raw.once('close', () => endRequest(request, reply, logger, scope));
      runInContext(context, done);
    });
  });
}

/** What is needed of fastify's reply. */
interface Answered extends OpenReply {
  readonly elapsedTime: number;
}

interface Served extends RawRequest {
  readonly method: string;
  readonly url: string;
}

/** The response ends in the socket's context, not in the request's. */
function endRequest(request: Served, { raw, elapsedTime }: Answered, logger: Logger, scope: ServiceScope): void {
  const { method } = request;
  const [path] = request.url.split('?', 1);
  const status = finalStatus(raw);
  const line = { method, path, status, ms: Math.round(elapsedTime) };
  const context = contextOf(request);
  if (context) runAsService(scope, () => runInContext(context, () => logger.debug(line, `${method} ${path}`)));
  endRequestSpan(request, status);
}
