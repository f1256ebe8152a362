import { AsyncLocalStorage } from 'node:async_hooks';

/** What a piece of work belongs to; set once at each edge (HTTP request, consumed message, intent) and carried implicitly. */
export interface WorkContext {
  /** The id of what led to this work: an event's, a request's or an intent's. Becomes `ce_causationid`. */
  readonly causationId: string;
  /** The order id for everything in a saga; otherwise the aggregate's id. */
  readonly correlationId?: string;
  /** The order that is worked on; by it people look for what happened. */
  readonly orderId?: string;
  /** W3C trace context, handed on in every event. */
  readonly traceparent?: string;
  readonly requestId?: string;
  readonly userId?: string;
  /**
   * The durable trigger of this work, if it has one. The transaction of the work's effect marks it as done, so that a
   * redelivery finds it done: an inbox row for a message, a finished intent for a call to the outside world.
   */
  readonly trigger?: Trigger;
}

export type Trigger =
  | { readonly kind: 'message'; readonly handler: string; readonly eventId: string }
  | { readonly kind: 'intent'; readonly id: string };

const storage = new AsyncLocalStorage<WorkContext | undefined>();

export function runInContext<R>(context: WorkContext, work: () => R): R {
  return storage.run(context, work);
}

/** For work that serves many: it would otherwise go on in the context of whoever happened to start it. */
export function runOutsideContext<R>(work: () => R): R {
  return storage.run(undefined, work);
}

export function currentContext(): WorkContext | undefined {
  return storage.getStore();
}
