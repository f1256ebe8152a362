import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { at, listAt, mapAt, textAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { strictSchema } from './strict-schema.js';

export const METADATA = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The schema of every kind that is defined in a folder and below, by `keda.sh/v1alpha1/ScaledObject`; served versions alone. */
export function readCrdSchemas(folder: string): ReadonlyMap<string, Tree> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const documents = files.flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')));
  return new Map(documents.flatMap((document) => schemasOf(document.toJS() as Tree)));
}

function schemasOf(definition: Tree): readonly (readonly [string, Tree])[] {
  if (at(definition, 'kind') !== 'CustomResourceDefinition') return [];
  const [group, kind] = [textAt(definition, 'spec.group'), textAt(definition, 'spec.names.kind')];
  return listAt(definition, 'spec.versions')
    .filter((version) => version['served'] === true)
    .map((version) => [
      `${group}/${textAt(version, 'name')}/${kind}`,
      withWhatEveryObjectHas(strictSchema(mapAt(version, 'schema.openAPIV3Schema'))),
    ]);
}

/** Not in the definition: the server adds it. */
function withWhatEveryObjectHas(schema: Tree): Tree {
  const common = {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { $ref: `#/definitions/${METADATA}` },
  };
  return { ...schema, properties: { ...mapAt(schema, 'properties'), ...common } };
}
