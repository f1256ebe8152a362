import { currentContext, runInContext } from '@shop/kernel';
import { currentScope } from '../service-scope.js';
import { failureType } from './failure.js';
import type { OpenSpan } from './open-span.js';
import { isSampled } from './span-context.js';
import type { SpanSettings } from './tracing.js';

/**
 * Begins a span of the current service, beneath `parent` (by default what the work context says); without one it begins a trace.
 * Gives nothing, and does not even ask what it would be, where the service is not traced or those before have not recorded the trace.
 * Whoever begins it ends it; see `span` for the usual case.
 */
export function openSpan(
  name: string,
  describe: () => SpanSettings,
  parent = currentContext()?.traceparent,
): OpenSpan | undefined {
  const tracing = currentScope()?.tracing;
  if (!tracing || (parent !== undefined && !isSampled(parent))) return undefined;
  return tracing.open(name, describe(), parent);
}

/** Runs `work` within a span: what it does is beneath it, what it throws is its failure. */
export async function span<T>(
  name: string,
  describe: () => SpanSettings,
  work: (span: OpenSpan | undefined) => Promise<T>,
): Promise<T> {
  const opened = openSpan(name, describe);
  return opened ? within(opened, work) : work(undefined);
}

/**
 * For work that serves many at once: `members` are their traceparents. The span is part of the first recorded one's trace and has links
 * to all, so that each finds it; with no recorded one there is none.
 */
export async function batchSpan<T>(
  name: string,
  members: readonly (string | undefined)[],
  describe: () => SpanSettings,
  work: (span: OpenSpan | undefined) => Promise<T>,
): Promise<T> {
  if (!currentScope()?.tracing) return work(undefined);
  const recorded = members.filter((member) => member !== undefined && isSampled(member));
  const [first] = recorded;
  const opened = first && openSpan(name, () => ({ ...describe(), links: recorded }), first);
  return opened ? within(opened, work) : work(undefined);
}

/** Runs `work` within a span that has begun, and ends it. */
export async function within<T>(
  opened: OpenSpan,
  work: (span: OpenSpan) => Promise<T>,
  typeOf: (error: unknown) => string = failureType,
): Promise<T> {
  const context = currentContext();
  try {
    if (!context) return await work(opened);
    return await runInContext({ ...context, traceparent: opened.traceparent }, () => work(opened));
  } catch (error) {
    opened.fail(error, typeOf(error));
    throw error;
  } finally {
    opened.end();
  }
}
