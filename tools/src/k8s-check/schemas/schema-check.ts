import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { Fault } from '../fault.js';
import { nameOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import type { Tree } from '../tree.js';
import { readCrdSchemas } from './crd-schemas.js';
import { readKubernetesSchemas } from './kubernetes-schemas.js';

/** The schemas as read once: YAML of four megabytes takes seconds, the same as JSON does not. */
interface Schemas {
  readonly definitions: Tree;
  readonly kinds: Readonly<Record<string, Tree>>;
}

/** Checks objects as a server would that is asked for strict field validation. Rules in CEL are the server's alone. */
export class SchemaCheck {
  private readonly ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false });
  private readonly compiled = new Map<string, ValidateFunction>();

  private constructor(private readonly schemas: Schemas) {}

  /** @param folder what `fetchSchemas` has filled */
  static from(folder: string): SchemaCheck {
    return new SchemaCheck(readOnce(folder));
  }

  faultsOf(manifest: Manifest): readonly Fault[] {
    const type = `${manifest.apiVersion}/${manifest.kind}`;
    const validate = this.validatorOf(type);
    const object = nameOf(manifest);
    if (validate === undefined) return [{ object, field: '', message: `${type} is served by no version that we know` }];
    if (validate(manifest)) return [];
    return (validate.errors ?? []).map((error) => ({ object, field: pathOf(error), message: sentence(error) }));
  }

  private validatorOf(type: string): ValidateFunction | undefined {
    const known = this.compiled.get(type);
    if (known !== undefined) return known;
    const schema = this.schemas.kinds[type];
    if (schema === undefined) return undefined;
    const made = this.ajv.compile({ ...schema, definitions: this.schemas.definitions });
    this.compiled.set(type, made);
    return made;
  }
}

function readOnce(folder: string): Schemas {
  const file = join(folder, 'all.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Schemas;
  } catch {
    const schemas = readAll(folder);
    writeFileSync(file, JSON.stringify(schemas));
    return schemas;
  }
}

function readAll(folder: string): Schemas {
  const { definitions, kinds } = readKubernetesSchemas(join(folder, 'kubernetes'));
  const own = [...kinds].map(([type, name]) => [type, { $ref: `#/definitions/${name}` }] as const);
  const crds = readCrdSchemas(join(folder, 'crds'));
  return { definitions, kinds: Object.fromEntries<Tree>([...own, ...crds]) };
}

function pathOf({ instancePath, params }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
  const unknown = (params as { additionalProperty?: string }).additionalProperty;
  return [path, unknown].filter((part) => part !== undefined && part !== '').join('.');
}

function sentence({ keyword, message, params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return 'there is no such field';
  const allowed = (params as { allowedValues?: readonly unknown[] }).allowedValues;
  return allowed === undefined ? (message ?? keyword) : `must be one of ${allowed.join(', ')}`;
}
