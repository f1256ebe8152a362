import { SpanStatusCode } from '@opentelemetry/api';
import type { Attributes, Span } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { exceptionAttributes, failureType } from './failure.js';
import { spanContextOf, traceparentOf } from './span-context.js';

/** A span that has begun. It is exported once it has ended; one that never ends is never seen. */
export class OpenSpan {
  /** Of this span: what is done on its behalf takes it for its parent. Its flag says whether it is recorded. */
  readonly traceparent: string;

  private hasFailed = false;

  constructor(private readonly span: Span) {
    this.traceparent = traceparentOf(span.spanContext());
  }

  set(attributes: Attributes): void {
    this.span.setAttributes(attributes);
  }

  link(traceparent: string): void {
    const context = spanContextOf(traceparent);
    if (context) this.span.addLink({ context });
  }

  /** For a failure that was an answer and not an error thrown: an HTTP status. Of several the first says why. */
  failAs(type: string): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.span.setAttribute(ATTR_ERROR_TYPE, type);
    this.span.setStatus({ code: SpanStatusCode.ERROR });
  }

  fail(error: unknown, type = failureType(error)): void {
    this.span.addEvent('exception', exceptionAttributes(error));
    this.failAs(type);
  }

  end(): void {
    this.span.end();
  }
}
