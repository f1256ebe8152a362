/** `live`: only a restart helps when it fails. `ready`: send no work for now; it mends by itself. */
export type HealthKind = 'live' | 'ready';

export interface HealthCheck {
  /** Unique in the process' service; the key in the answer of the health endpoints. */
  readonly name: string;
  readonly kind: HealthKind;
  /** Rejects when unwell; the message is shown to operators. May be slow: the caller puts a time limit on it. */
  readonly check: () => Promise<void>;
}

/** Where the parts of a service say how to find out whether they are well. One per service; also its token in DI. */
export class HealthRegistry {
  private readonly byName = new Map<string, HealthCheck>();

  /** @throws Error for a name that is taken: a mistake of the caller's code. */
  add(name: string, kind: HealthKind, check: () => Promise<void>): void {
    if (this.byName.has(name)) throw new Error(`There is a health check ${name} already.`);
    this.byName.set(name, { name, kind, check });
  }

  /** `ready` includes the checks of `live`: what should be restarted should get no work either. */
  checksFor(kind: HealthKind): readonly HealthCheck[] {
    return [...this.byName.values()].filter((check) => kind === 'ready' || check.kind === 'live');
  }
}
