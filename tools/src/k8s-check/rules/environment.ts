import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../infrastructure/repository.js';
import type { Fault } from '../fault.js';
import { containersOf, namespaceOf, workloadsOf } from '../manifest.js';
import type { Container, Manifest, Workload } from '../manifest.js';
import { listAt, textAt, textsByKey } from '../tree.js';
import { fault, find } from './rule.js';
import type { Overlay } from './rule.js';

/** Images of ours, whatever registry they come from. */
const OURS = /(^|\/)shop\/[a-z-]+(:|@|$)/;

/** Our processes get variables that they read; what they do not know they would pass over without a word. */
export function variablesAreRead(overlay: Overlay): readonly Fault[] {
  const read = documentedVariables();
  const ours = workloadsOf(overlay.manifests).flatMap((workload) =>
    containersOf(workload)
      .filter(({ spec }) => OURS.test(textAt(spec, 'image') ?? ''))
      .map((container) => ({ workload, container })),
  );
  const maps = new Set(ours.flatMap(({ workload, container }) => settingsOf(overlay, workload, container)));
  const inMaps = [...maps].flatMap((map) =>
    Object.keys(textsByKey(map, 'data'))
      .filter((name) => !read.has(name))
      .map((name) => fault(map, `data.${name}`, unread)),
  );
  const own = ours.flatMap(({ workload, container }) => [
    ...unreadOwn(workload, container, read),
    ...usedTooEarly(workload, container),
  ]);
  return [...inMaps, ...own];
}

const unread = 'is read by no process of ours (.env.example lists what is)';

/** .env.example lists every variable that any process of ours reads; a check holds it to the code. */
function documentedVariables(): ReadonlySet<string> {
  const text = readFileSync(join(repositoryRoot, '.env.example'), 'utf8');
  return new Set([...text.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].flatMap(([, name]) => name ?? []));
}

function settingsOf(overlay: Overlay, { manifest }: Workload, { spec }: Container): readonly Manifest[] {
  const names = listAt(spec, 'envFrom').map((source) => textAt(source, 'configMapRef.name'));
  return names.flatMap((name) => find(overlay, 'ConfigMap', name, namespaceOf(manifest)) ?? []);
}

function unreadOwn({ manifest }: Workload, { spec, path }: Container, read: ReadonlySet<string>): readonly Fault[] {
  const variables = listAt(spec, 'env');
  const isPart = (name: string) => variables.some((other) => textAt(other, 'value')?.includes(`$(${name})`) === true);
  return variables
    .flatMap((variable) => textAt(variable, 'name') ?? [])
    .filter((name) => !read.has(name) && !isPart(name))
    .map((name) => fault(manifest, `${path}.env.${name}`, unread));
}

/** `$(NAME)` is replaced only by what stands above it; below, it is taken literally. */
function usedTooEarly({ manifest }: Workload, { spec, path }: Container): readonly Fault[] {
  const variables = listAt(spec, 'env');
  return variables.flatMap((variable, index) => {
    const above = variables.slice(0, index).map((other) => textAt(other, 'name'));
    const used = [...(textAt(variable, 'value') ?? '').matchAll(/\$\(([A-Z0-9_]+)\)/g)].flatMap(
      ([, name]) => name ?? [],
    );
    return used
      .filter((name) => !above.includes(name))
      .map((name) =>
        fault(manifest, `${path}.env.${textAt(variable, 'name')}`, `uses $(${name}), which is not above it`),
      );
  });
}
