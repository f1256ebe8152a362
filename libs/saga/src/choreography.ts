import type { EventDefinition } from '@shop/domain-events';
import type { ServiceName } from '@shop/kernel';

/** One row of the choreography: on this event, this service gives itself this command, which may lead to these events. */
export interface Step {
  readonly on: EventDefinition;
  readonly service: ServiceName;
  /** The command's class name. */
  readonly command: string;
  /** What the command may publish; empty when it only takes note. */
  readonly leadsTo: readonly EventDefinition[];
  /** What takes the step back, published by the same service. */
  readonly undoneBy?: EventDefinition;
}

export interface Choreography {
  readonly name: string;
  readonly startsWith: EventDefinition;
  readonly endsWith: readonly EventDefinition[];
  readonly steps: readonly Step[];
}

// Definitions differ in the type of their data, which the map does not look at.
type AnyEvent = { readonly type: string };

/** One row. `leadsTo` and `undoneBy` as in `Step`. */
export function step(
  on: AnyEvent,
  service: ServiceName,
  command: string,
  outcome: { readonly leadsTo?: readonly AnyEvent[]; readonly undoneBy?: AnyEvent } = {},
): Step {
  return {
    on: on as EventDefinition,
    service,
    command,
    leadsTo: (outcome.leadsTo ?? []) as readonly EventDefinition[],
    ...(outcome.undoneBy && { undoneBy: outcome.undoneBy as EventDefinition }),
  };
}

/** The event types that a service must consume for its part in the choreography, sorted. */
export function subscriptionsOf(choreography: Choreography, service: ServiceName): string[] {
  const types = choreography.steps.filter((row) => row.service === service).map((row) => row.on.type);
  return [...new Set(types)].sort();
}
