import { cleanText, isPersonalName, isSecretName, STARS } from '@shop/kernel';
import { describeError, isError } from './describe-error.js';

/** Deeper is shown as stars: there is no end to what can be handed to a log. */
const DEEPEST = 8;
const MOST_ITEMS = 100;

/**
 * What may be written of a value: secrets and personal data are stars, by the name of the field at any depth and by their look in any
 * text; errors are described. Plain data is what comes out.
 */
export function clean(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isError(value)) return describeError(value);
  if (depth > DEEPEST || ArrayBuffer.isView(value)) return STARS;
  if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => clean(item, depth + 1));
  if (value instanceof Map) return clean(Object.fromEntries(value), depth);
  if (value instanceof Set) return clean([...value], depth);
  // Dates, secrets and the like say themselves what they are.
  if (saysItself(value)) return clean(value.toJSON(), depth + 1);
  return cleanFields(value, depth);
}

function saysItself(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function cleanFields(value: object, depth: number): Record<string, unknown> {
  const fields = Object.entries(value).slice(0, MOST_ITEMS);
  // `name` is the name of a handler or of a topic, unless it stands beside what only people have.
  const isPerson = fields.some(([name]) => isPersonalName(name));
  return Object.fromEntries(
    fields.map(([name, field]) => [name, isHidden(name, field) ? STARS : clean(field, depth + 1)]),
  );

  function isHidden(name: string, field: unknown): boolean {
    if (field === undefined || field === null || typeof field === 'boolean') return false;
    return isSecretName(name) || isPersonalName(name) || (isPerson && name === 'name');
  }
}
