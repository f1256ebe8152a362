import { AppError } from '@shop/kernel';

/**
 * How old shapes of stored events become the present one: `upcasts[type][n]` turns data of schema version n + 1 into n + 2. A type's
 * present schema version is one more than it has upcasts.
 */
export type Upcasts = Readonly<Record<string, readonly ((older: never) => unknown)[]>>;

export function schemaVersionOf(upcasts: Upcasts, type: string): number {
  return (upcasts[type]?.length ?? 0) + 1;
}

/** @throws AppError `event-store.newer-schema` when a newer release has written what this one cannot read. */
export function upcast(upcasts: Upcasts, type: string, schemaVersion: number, data: unknown): unknown {
  const steps = upcasts[type] ?? [];
  if (schemaVersion > steps.length + 1) {
    throw new AppError(
      'conflict',
      'event-store.newer-schema',
      `${type} is stored in schema version ${schemaVersion}, which this release does not know.`,
    );
  }
  return steps.slice(schemaVersion - 1).reduce((older, step) => step(older as never), data);
}
