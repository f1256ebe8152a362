import { z } from 'zod';

/** One row of a table of fields. */
export interface Field {
  /** `items[].unitPrice.currency`; with a question mark at its end if the field may be left out. */
  readonly path: string;
  /** For people: `integer > 0`, `string or null`, `"a" or "b"`. */
  readonly type: string;
}

/** The part of JSON Schema that zod prints for the shapes of our events. */
interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** The leaves of an object's schema, in the order of their declaration. */
export function fieldsOf(schema: z.ZodType): readonly Field[] {
  return leaves(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema, '');
}

function leaves({ properties = {}, required = [] }: JsonSchema, prefix: string): readonly Field[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const path = `${prefix}${name}${property.type === 'array' ? '[]' : ''}`;
    const inner = property.type === 'array' ? (property.items ?? {}) : property;
    if (inner.properties) return leaves(inner, `${path}.`);
    return [{ path: required.includes(name) ? path : `${path}?`, type: typeInWords(inner) }];
  });
}

function typeInWords(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(typeInWords).join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  return `${[schema.type ?? 'any'].flat().join(' or ')}${boundsOf(schema)}`;
}

function boundsOf({ minimum, exclusiveMinimum, minLength, maxLength, pattern }: JsonSchema): string {
  if (pattern !== undefined) return ` like ${pattern}`;
  if (exclusiveMinimum !== undefined) return ` > ${exclusiveMinimum}`;
  // zod writes the least safe integer for "no bound".
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) return ` ≥ ${minimum}`;
  return maxLength === undefined ? '' : `, ${minLength ?? 0}–${maxLength} characters`;
}
