import { Ajv } from 'ajv';
import type { Tree } from '../tree.js';
import { strictSchema } from './strict-schema.js';

const accepts = (schema: Tree, value: unknown) => new Ajv({ strict: false }).compile(strictSchema(schema))(value);

describe('a strict schema', () => {
  const spec = { type: 'object', properties: { replicas: { type: 'integer' } } };

  it('refuses a field that is not declared, at any depth', () => {
    const schema = { type: 'object', properties: { spec } };
    expect(accepts(schema, { spec: { replicas: 3 } })).toBe(true);
    expect(accepts(schema, { spec: { replica: 3 } })).toBe(false);
    expect(accepts(schema, { specs: {} })).toBe(false);
  });

  it('lets unknown fields be where they are to be kept, and keys of a map', () => {
    expect(accepts({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true }, { any: 1 })).toBe(true);
    expect(accepts({ type: 'object', additionalProperties: { type: 'string' } }, { any: 'text' })).toBe(true);
    expect(accepts({ type: 'object', additionalProperties: { type: 'string' } }, { any: 1 })).toBe(false);
  });

  it('takes a number or a word for an int-or-string, and nothing else', () => {
    const schema = { 'x-kubernetes-int-or-string': true };
    expect([accepts(schema, 80), accepts(schema, 'http'), accepts(schema, true)]).toEqual([true, true, false]);
  });

  it('takes null only where it is declared', () => {
    expect(accepts({ type: 'string', nullable: true }, null)).toBe(true);
    expect(accepts({ type: 'string' }, null)).toBe(false);
  });

  it('does not take conditions on values for declarations of fields', () => {
    const schema = { ...spec, anyOf: [{ required: ['replicas'], properties: { replicas: { minimum: 1 } } }] };
    expect(accepts(schema, { replicas: 2 })).toBe(true);
    expect(accepts(schema, { replicas: 0 })).toBe(false);
  });

  it('reads OpenAPI\'s way of saying "more than"', () => {
    const schema = { type: 'integer', minimum: 0, exclusiveMinimum: true };
    expect([accepts(schema, 0), accepts(schema, 1)]).toEqual([false, true]);
  });
});
