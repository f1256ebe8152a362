import { AppError } from '@shop/kernel';
import type { z } from 'zod';
import type { EventDefinition } from './define-event.js';

type Upcast = (older: never) => unknown;
type Versions = Pick<EventDefinition, 'name' | 'type' | 'version' | 'schema' | 'previous'>;

/**
 * Validates by the schema of the version that was sent, then upcasts step by step to the newest.
 * @throws AppError `invalid`: `event.unknown-version` for a newer version, or one so old that nobody knows it any more;
 * `event.invalid-data`, naming every fault.
 */
export function readData(definition: Versions, version: number, json: unknown): unknown {
  const upcasts: Upcast[] = [];
  let at: Pick<Versions, 'schema' | 'previous'> = definition;
  for (let known = definition.version; known !== version; known--) {
    if (known < version || !at.previous) throw unknownVersion(definition, version);
    upcasts.unshift(at.previous.upcast);
    at = at.previous;
  }
  const data = parse(at.schema, json, `${definition.name}.v${version}`);
  return upcasts.reduce((older, upcast) => upcast(older as never), data);
}

function unknownVersion({ name, type }: Versions, version: number): AppError {
  return new AppError(
    'invalid',
    'event.unknown-version',
    `${name}.v${version} is not a known version: ${type} is the newest.`,
  );
}

function parse(schema: z.ZodType, json: unknown, type: string): unknown {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const faults = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new AppError('invalid', 'event.invalid-data', `The data of ${type} is not valid: ${faults}`, { errors });
}
