import { AsyncLocalStorage } from 'node:async_hooks';
import type { Tracing } from './tracing/tracing.js';

/** The service that a piece of work belongs to, and where its spans go; without `tracing` there are none. */
export interface ServiceScope {
  readonly name: string;
  readonly tracing?: Tracing;
}

/**
 * Nest's logger is one per process, several services may share a process (`demo --one-process`), and everything that a service does
 * descends from its start: so its name and its tracing travel with the work, and there is no tracer of the process.
 */
const storage = new AsyncLocalStorage<ServiceScope>();

export function runAsService<R>(scope: ServiceScope, work: () => R): R {
  return storage.run(scope, work);
}

export function currentScope(): ServiceScope | undefined {
  return storage.getStore();
}

/** The name of the service whose work this is. */
export function currentService(): string | undefined {
  return storage.getStore()?.name;
}
