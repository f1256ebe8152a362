import type { FastifyAdapter } from '@nestjs/platform-fastify';

/** The largest request body, in bytes; more is answered 413. */
export const BODY_LIMIT = 100 * 1024;

/**
 * JSON is the only body that is read: anything else is answered 415. An empty one counts as none, for clients that send the
 * content type with every POST.
 */
export function acceptJsonAlone(adapter: FastifyAdapter): void {
  const fastify = adapter.getInstance();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body.trim() === '') done(null, undefined);
    else void parse(request, body, done);
  });
}
