import type { DomainEvent } from '@shop/domain-events';

/** One delivery of a record to a handler. */
export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** From 1. Counts this process's attempts only, so do not build decisions on it. */
  readonly attempt: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What reacts to an event. The name goes into the inbox key: it must be unique in the service and stay as it is. */
export interface EventHandler {
  readonly name: string;
  /** Rejects with the error that the reaction failed with. */
  readonly handle: (event: DomainEvent, delivery: Delivery) => Promise<void>;
}

/** The handlers of an event by its name without version, in the order in which they run. */
export type EventHandlers = ReadonlyMap<string, readonly EventHandler[]>;
