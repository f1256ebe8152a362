import type { Fault } from '../fault.js';
import { containersOf, namespaceOf, workloadsOf } from '../manifest.js';
import type { Workload } from '../manifest.js';
import { providedBy } from '../provided-configuration.js';
import type { Provided } from '../provided-configuration.js';
import { at, listAt, mapAt, textAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault } from './rule.js';
import type { Overlay } from './rule.js';

interface Reference {
  readonly path: string;
  readonly kind: Provided['kind'];
  readonly name: string | undefined;
  readonly key?: string | undefined;
}

/** Every ConfigMap and Secret that a pod names is made by somebody, with the key that it wants; every mount has its volume. */
export function configurationIsThere(overlay: Overlay): readonly Fault[] {
  const provided = overlay.manifests.flatMap(providedBy);
  return workloadsOf(overlay.manifests).flatMap((workload) => {
    const namespace = namespaceOf(workload.manifest);
    const inNamespace = provided.filter((one) => one.namespace === namespace);
    const missing = referencesOf(workload).flatMap((reference) => {
      const why = whyMissing(reference, inNamespace);
      return why === undefined ? [] : [fault(workload.manifest, reference.path, why)];
    });
    return [...missing, ...mountsWithoutVolume(workload)];
  });
}

function whyMissing({ kind, name, key }: Reference, provided: readonly Provided[]): string | undefined {
  const found = provided.find((one) => one.kind === kind && one.name === name);
  if (found === undefined) return `nobody makes the ${kind} ${name}`;
  return key === undefined || found.keys.includes(key) ? undefined : `the ${kind} ${name} has no key ${key}`;
}

function referencesOf(workload: Workload): readonly Reference[] {
  const ofContainers = containersOf(workload).flatMap(({ spec, path }) => [
    ...listAt(spec, 'envFrom').flatMap((source, index) => asReference(source, `${path}.envFrom.${index}`)),
    ...listAt(spec, 'env').flatMap((variable) =>
      asReference(mapAt(variable, 'valueFrom'), `${path}.env.${textAt(variable, 'name')}`),
    ),
  ]);
  const ofVolumes = listAt(workload.template, 'spec.volumes').flatMap((volume) => {
    const path = `${workload.path}.spec.volumes.${textAt(volume, 'name')}`;
    const sources = [volume, ...listAt(volume, 'projected.sources')];
    return sources.flatMap((source) => inVolume(source, path));
  });
  const ofRegistries = listAt(workload.template, 'spec.imagePullSecrets').map((secret): Reference => {
    return { path: `${workload.path}.spec.imagePullSecrets`, kind: 'Secret', name: textAt(secret, 'name') };
  });
  return [...ofContainers, ...ofVolumes, ...ofRegistries];
}

/** `configMapRef`, `secretRef`, `configMapKeyRef` and `secretKeyRef`, which all look alike. */
function asReference(source: Tree, path: string): readonly Reference[] {
  return Object.entries(source).flatMap(([field, reference]) => {
    const kind = /^configMap/.test(field) ? 'ConfigMap' : /^secret/.test(field) ? 'Secret' : undefined;
    if (kind === undefined || at(reference, 'optional') === true) return [];
    return [{ path, kind, name: textAt(reference, 'name'), key: textAt(reference, 'key') }];
  });
}

function inVolume(source: Tree, path: string): readonly Reference[] {
  const named = [
    ['ConfigMap', 'configMap', textAt(source, 'configMap.name')],
    ['Secret', 'secret', textAt(source, 'secret.secretName') ?? textAt(source, 'secret.name')],
  ] as const;
  return named.flatMap(([kind, field, name]): readonly Reference[] => {
    if (at(source, field) === undefined || at(source, `${field}.optional`) === true) return [];
    const keys = listAt(source, `${field}.items`).map((item) => textAt(item, 'key'));
    return keys.length === 0 ? [{ path, kind, name }] : keys.map((key) => ({ path, kind, name, key }));
  });
}

function mountsWithoutVolume(workload: Workload): readonly Fault[] {
  const claims = listAt(workload.manifest, 'spec.volumeClaimTemplates').map((claim) => textAt(claim, 'metadata.name'));
  const volumes = [...claims, ...listAt(workload.template, 'spec.volumes').map((volume) => textAt(volume, 'name'))];
  return containersOf(workload).flatMap(({ spec, path }) =>
    listAt(spec, 'volumeMounts')
      .map((mount) => textAt(mount, 'name'))
      .filter((name) => !volumes.includes(name))
      .map((name) => fault(workload.manifest, `${path}.volumeMounts`, `there is no volume ${name}`)),
  );
}
