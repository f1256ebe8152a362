import { invalidRequest } from './api-error.js';

/** What structured outputs cannot promise, by type; the API refuses a schema that asks for it. */
const unsupported: Readonly<Record<string, readonly string[]>> = {
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength'],
  array: ['maxItems', 'uniqueItems', 'contains', 'prefixItems'],
  object: ['minProperties', 'maxProperties', 'patternProperties', 'propertyNames'],
};
const nowhere = ['oneOf', 'not', 'if', 'then', 'else'];

/** Throws what the API answers to a schema that it cannot hold a model to. @param where how the error names it */
export function checkSchema(schema: unknown, where: string): void {
  if (Array.isArray(schema)) return schema.forEach((item) => checkSchema(item, where));
  if (typeof schema !== 'object' || schema === null) return;
  const node = schema as Readonly<Record<string, unknown>>;
  checkNode(node, where);
  for (const [name, value] of Object.entries(node)) {
    if (name === 'properties' || name === '$defs' || name === 'definitions') checkNamed(value, where);
    else if (!['const', 'default', 'enum', 'examples', 'required'].includes(name)) checkSchema(value, where);
  }
}

/** The names in it are a person's choice: a property may well be called `minimum`. */
function checkNamed(value: unknown, where: string): void {
  for (const schema of Object.values(value as object)) checkSchema(schema, where);
}

function checkNode(node: Readonly<Record<string, unknown>>, where: string): void {
  const composed = nowhere.find((name) => name in node);
  if (composed) throw invalidRequest(`${where}: Schema keyword '${composed}' is not supported`);
  for (const type of [node['type']].flat()) {
    if (typeof type !== 'string') continue;
    const found = unsupported[type]?.find((name) => name in node);
    if (found) throw invalidRequest(`${where}: For '${type}' type, property '${found}' is not supported`);
    if (type === 'object' && node['additionalProperties'] !== false) {
      throw invalidRequest(`${where}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
    }
    if (type === 'array' && Number(node['minItems'] ?? 0) > 1) {
      throw invalidRequest(`${where}: For 'array' type, 'minItems' values other than 0 or 1 are not supported`);
    }
  }
}
