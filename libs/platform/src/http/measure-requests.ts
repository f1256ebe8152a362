import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { httpActiveRequests, httpRequestDuration } from '@shop/telemetry';
import type { Metrics } from '@shop/telemetry';
import { finalStatus } from './client-gone.js';

/** Asked by the system itself, every few seconds, and 503 by design while a service starts: in the figures of users' requests they lie. */
const NOT_OF_USERS = /^\/(?:health|metrics)(?:[/?]|$)/;
const UNMATCHED = 'unmatched';

/**
 * Counts and times every request by the template of its route, never by its path. The end of a response is its `close`: unlike fastify's
 * `onResponse` that comes in every case, also when the client has gone, and for streams when they end.
 */
export function measureRequests(adapter: FastifyAdapter, metrics: Metrics): void {
  const active = metrics.gauge(httpActiveRequests).of();
  const durations = metrics.histogram(httpRequestDuration);
  adapter.getInstance().addHook('onRequest', (request, { raw }, done) => {
    if (NOT_OF_USERS.test(request.url)) return done();
    const startedAt = performance.now();
    const { method } = request;
    active.inc();
    raw.once('close', () => {
      active.dec();
      const status = finalStatus(raw);
      const route = request.routeOptions.url ?? UNMATCHED;
      durations.of({ method, route, status: String(status) }).observe((performance.now() - startedAt) / 1000);
    });
    done();
  });
}
