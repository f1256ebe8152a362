import { at, mapAt } from '../tree.js';
import type { Tree } from '../tree.js';

/** Places of a JSON Schema that hold one schema by name each, one schema, and a list of schemas. */
const NAMED = ['properties', 'definitions'] as const;

/**
 * What a server accepts under `fieldValidation: Strict`, as JSON Schema: an object has the fields that are declared and no others. Kubernetes
 * says in extensions of its own where that is not so, and what JSON Schema has no word for.
 */
export function strictSchema(schema: Tree): Tree {
  if (schema['x-kubernetes-int-or-string'] === true || schema['format'] === 'int-or-string') {
    return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  }
  return withNull(
    schema,
    withoutUnknownFields(schema, { ...withBounds(schema), ...withPattern(schema), ...children(schema) }),
  );
}

function children(schema: Tree): Tree {
  const named = NAMED.filter((key) => at(schema, key) !== undefined).map((key) => {
    const entries = Object.entries(mapAt(schema, key)).map(([name, child]) => [name, strictSchema(child as Tree)]);
    return [key, Object.fromEntries(entries) as Tree];
  });
  const single = ['items', 'additionalProperties']
    .filter((key) => typeof schema[key] === 'object')
    .map((key) => [key, strictSchema(schema[key] as Tree)]);
  // allOf, anyOf, oneOf and not hold conditions on values alone; which fields there are is said outside of them.
  return Object.fromEntries([...named, ...single]) as Tree;
}

function withoutUnknownFields(schema: Tree, strict: Tree): Tree {
  const rest = Object.fromEntries(
    Object.entries({ ...schema, ...strict }).filter(
      ([key]) => !key.startsWith('x-') && key !== 'nullable' && key !== 'default',
    ),
  );
  if (rest['type'] !== 'object' && rest['properties'] === undefined) return rest;
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || rest['additionalProperties'] !== undefined)
    return rest;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const own = embedded ? { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: {} } : {};
  return { ...rest, properties: { ...own, ...mapAt(rest, 'properties') }, additionalProperties: false };
}

function withNull(schema: Tree, strict: Tree): Tree {
  const isNullable = schema['nullable'] === true && typeof strict['type'] === 'string';
  return isNullable ? { ...strict, type: [strict['type'], 'null'] } : strict;
}

/** OpenAPI 3.0 says `exclusiveMinimum: true` beside `minimum`, where JSON Schema has a number. */
function withBounds(schema: Tree): Tree {
  const pairs = [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const;
  const changed = pairs.filter(([exclusive]) => typeof schema[exclusive] === 'boolean');
  return Object.fromEntries(
    changed.map(([exclusive, bound]) => [exclusive, schema[exclusive] === true ? schema[bound] : undefined]),
  );
}

/** Patterns are Go's; one that JavaScript cannot read (`(?i)`) is left to the server. */
function withPattern({ pattern }: Tree): Tree {
  if (typeof pattern !== 'string') return {};
  try {
    return { pattern: new RegExp(pattern).source };
  } catch {
    return { pattern: undefined };
  }
}
