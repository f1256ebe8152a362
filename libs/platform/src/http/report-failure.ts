import { Logger } from '@nestjs/common';
import { failRequestSpan } from './request-span.js';

const logger = new Logger('http');

/** What nobody foresaw is logged with its stack, and the span of its request says why it failed. Refusals are answers: not a word. */
export function reportFailure(error: unknown, status: number, request: object): void {
  if (status < 500) return;
  failRequestSpan(request, error);
  if (status === 503) logger.warn({ err: error }, 'answered 503');
  else logger.error({ err: error }, `answered ${status}: an error that nobody foresaw`);
}
