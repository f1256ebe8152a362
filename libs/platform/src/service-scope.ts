import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Which service a piece of work belongs to, for log lines. Nest's logger is one per process, several services may share a
 * process (`demo --one-process`), and everything that a service does descends from its start: so the name travels with it.
 */
const scope = new AsyncLocalStorage<string>();

export function runAsService<R>(name: string, work: () => R): R {
  return scope.run(name, work);
}

export function currentService(): string | undefined {
  return scope.getStore();
}
