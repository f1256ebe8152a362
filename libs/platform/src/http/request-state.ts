import type { WorkContext } from '@shop/kernel';
import type { Caller } from '../auth/caller.js';

type OpenContext = { -readonly [Key in keyof WorkContext]: WorkContext[Key] };

interface RequestState {
  readonly context: OpenContext;
  caller?: Caller;
}

/** What the platform knows of a request, kept beside it: fastify's request is not ours to extend. */
const states = new WeakMap<object, RequestState>();

export function openRequest(request: object, context: WorkContext): WorkContext {
  const state = { context: { ...context } };
  states.set(request, state);
  return state.context;
}

export function contextOf(request: object): WorkContext | undefined {
  return states.get(request)?.context;
}

export function callerOf(request: object): Caller | undefined {
  return states.get(request)?.caller;
}

/**
 * Writes into the context that the request runs in already: the caller is known only after routing, when entering another
 * context would reach neither the handler nor the log lines that follow.
 */
export function nameCaller(request: object, caller: Caller): void {
  const state = states.get(request);
  if (!state) return;
  state.caller = caller;
  state.context.userId = caller.id;
}
