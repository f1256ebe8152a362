import type { InputOf, Route } from '@shop/api-contracts';
import { invalid } from '@shop/kernel';
import type { FieldFault } from '@shop/kernel';
import type { z } from 'zod';
import { unstorableTexts } from './storable-text.js';

/** A request as it came: fastify's request is one. */
export interface RawInput {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

type Part = 'params' | 'query' | 'body';
type Schemas = Pick<Route, Part>;

/**
 * Parses params, query and body by the route's schemas. A part without a schema is `{}`, of the body `undefined`; a body sent
 * there all the same is a fault unless it is empty. No body counts as `{}` where one is declared.
 * @throws AppError `invalid` `request.invalid` with the faults of all parts: paths are `items.0.sku` in the body, `query.limit`
 * and `params.id` elsewhere.
 */
export function parseInput<Params, Query, Body, Answer>(
  route: Route<Params, Query, Body, Answer>,
  raw: RawInput,
): InputOf<Route<Params, Query, Body, Answer>> {
  const schemas: Schemas = route;
  const faults: FieldFault[] = [];
  const parse = (part: Part, value: unknown): unknown => {
    const schema = schemas[part];
    if (!schema) return part === 'body' ? expectNoBody(value, faults) : {};
    const parsed = schema.safeParse(value === undefined ? {} : value);
    if (parsed.success) faults.push(...unstorableTexts(parsed.data, prefixOf(part)));
    else faults.push(...parsed.error.issues.flatMap((issue) => faultsOf(part, issue)));
    return parsed.data;
  };
  const input = {
    params: parse('params', raw.params),
    query: parse('query', raw.query),
    body: parse('body', raw.body),
  };
  if (faults.length > 0) throw invalid('request.invalid', 'The request is not valid.', faults);
  return input as InputOf<Route<Params, Query, Body, Answer>>;
}

function expectNoBody(body: unknown, faults: FieldFault[]): undefined {
  if (body === undefined || body === null) return;
  if (typeof body === 'object') faults.push(...unknownFields('', Object.keys(body)));
  else faults.push({ path: 'body', message: 'There is no body to send here.' });
}

function prefixOf(part: Part): readonly string[] {
  return part === 'body' ? [] : [part];
}

function faultsOf(part: Part, issue: z.core.$ZodIssue): readonly FieldFault[] {
  const path = [...prefixOf(part), ...issue.path.map(String)].join('.');
  // One fault per unknown field, at the field: a form can show it there.
  if (issue.code === 'unrecognized_keys') return unknownFields(path, issue.keys);
  return [{ path: path || part, message: issue.message }];
}

function unknownFields(path: string, keys: readonly string[]): readonly FieldFault[] {
  return keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'There is no such field.' }));
}
