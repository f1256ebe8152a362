import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listAt, mapAt, textAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { withKnownValues } from './known-values.js';
import { strictSchema } from './strict-schema.js';

/** A JSON Schema by `apps/v1/Deployment`, and the definitions that all of them refer to. */
export interface KubernetesSchemas {
  readonly definitions: Tree;
  /** The name of the definition of each kind. */
  readonly kinds: ReadonlyMap<string, string>;
}

export function readKubernetesSchemas(folder: string): KubernetesSchemas {
  const definitions: Record<string, unknown> = {};
  const kinds = new Map<string, string>();
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const document = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Tree;
    for (const [name, schema] of Object.entries(mapAt(document, 'components.schemas'))) {
      if (definitions[name] !== undefined) continue;
      definitions[name] = withKnownValues(name, strictSchema(referringToDefinitions(schema as Tree)));
      for (const kind of kindsOf(schema as Tree)) kinds.set(kind, name);
    }
  }
  return { definitions, kinds };
}

function kindsOf(schema: Tree): readonly string[] {
  return listAt(schema, 'x-kubernetes-group-version-kind').map((kind) => {
    const [group, version] = [textAt(kind, 'group') ?? '', textAt(kind, 'version') ?? ''];
    return `${group === '' ? version : `${group}/${version}`}/${textAt(kind, 'kind') ?? ''}`;
  });
}

function referringToDefinitions(schema: Tree): Tree {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/definitions/')) as Tree;
}
