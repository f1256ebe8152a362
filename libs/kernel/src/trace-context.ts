import { randomBytes } from 'node:crypto';

/** Ids of zeros alone are how the standard spells "none". */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * A new W3C trace context (https://www.w3.org/TR/trace-context/) of a trace that nobody records: log lines and timelines can be found by
 * its id. One that is recorded begins with its first span.
 */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`;
}

export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && TRACEPARENT.test(value);
}

export function traceIdOf(traceparent: string | undefined): string | null {
  return TRACEPARENT.exec(traceparent ?? '')?.[1] ?? null;
}
