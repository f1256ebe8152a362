import type { Fault } from '../fault.js';
import { labelsOf, namespaceOf, workloadsOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import { at, listAt, numberAt, textAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault, find, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** Where an object names another by kind and name. */
interface Named {
  readonly by: string;
  readonly path: string;
  readonly kind: (manifest: Manifest) => string;
}

const fixed = (kind: string) => () => kind;

const named: readonly Named[] = [
  { by: 'ScaledObject', path: 'spec.scaleTargetRef', kind: ofReference('spec.scaleTargetRef', 'Deployment') },
  {
    by: 'HorizontalPodAutoscaler',
    path: 'spec.scaleTargetRef',
    kind: ofReference('spec.scaleTargetRef', 'Deployment'),
  },
  { by: 'ExternalSecret', path: 'spec.secretStoreRef', kind: ofReference('spec.secretStoreRef', 'SecretStore') },
  { by: 'ScheduledBackup', path: 'spec.cluster', kind: fixed('Cluster') },
];

function ofReference(path: string, otherwise: string): (manifest: Manifest) => string {
  return (manifest) => textAt(manifest, `${path}.kind`) ?? otherwise;
}

/** What an object points at is there. */
export function targetsAreThere(overlay: Overlay): readonly Fault[] {
  return [...namedObjects(overlay), ...serviceAccounts(overlay), ...strimziCluster(overlay), ...routes(overlay)];
}

function namedObjects(overlay: Overlay): readonly Fault[] {
  return named.flatMap(({ by, path, kind }) =>
    ofKind(overlay, by).flatMap((manifest) => {
      const name = textAt(manifest, `${path}.name`);
      if (find(overlay, kind(manifest), name, namespaceOf(manifest))) return [];
      return [fault(manifest, path, `there is no ${kind(manifest)} ${name}`)];
    }),
  );
}

function serviceAccounts(overlay: Overlay): readonly Fault[] {
  return workloadsOf(overlay.manifests).flatMap(({ manifest, path, template }) => {
    const name = textAt(template, 'spec.serviceAccountName');
    if (name === undefined || find(overlay, 'ServiceAccount', name, namespaceOf(manifest))) return [];
    return [fault(manifest, `${path}.spec.serviceAccountName`, `there is no ServiceAccount ${name}`)];
  });
}

/** Without this label no operator looks at them, and nothing complains. */
function strimziCluster(overlay: Overlay): readonly Fault[] {
  return ofKind(overlay, 'KafkaTopic', 'KafkaUser', 'KafkaNodePool').flatMap((manifest) => {
    const cluster = labelsOf(manifest)['strimzi.io/cluster'];
    if (find(overlay, 'Kafka', cluster, namespaceOf(manifest))) return [];
    return [fault(manifest, 'metadata.labels', `strimzi.io/cluster names no Kafka of this overlay: ${cluster}`)];
  });
}

function routes(overlay: Overlay): readonly Fault[] {
  return ofKind(overlay, 'HTTPRoute').flatMap((route) => {
    const gateways = listAt(route, 'spec.parentRefs').flatMap((parent, index) => {
      const name = textAt(parent, 'name');
      const gateway = find(overlay, 'Gateway', name, textAt(parent, 'namespace') ?? namespaceOf(route));
      const section = textAt(parent, 'sectionName');
      const hasListener = listAt(gateway, 'spec.listeners').some((one) => at(one, 'name') === section);
      if (gateway !== undefined && (section === undefined || hasListener)) return [];
      return [fault(route, `spec.parentRefs.${index}`, `there is no Gateway ${name} with a listener ${section}`)];
    });
    const backends = listAt(route, 'spec.rules').flatMap((rule, index) =>
      listAt(rule, 'backendRefs')
        .filter((backend) => !isServed(overlay, namespaceOf(route), backend))
        .map((backend) => {
          const served = `no Service ${textAt(backend, 'name')} has a port ${numberAt(backend, 'port')}`;
          return fault(route, `spec.rules.${index}.backendRefs`, served);
        }),
    );
    return [...gateways, ...backends];
  });
}

function isServed(overlay: Overlay, namespace: string, backend: Tree): boolean {
  const service = find(overlay, 'Service', textAt(backend, 'name'), namespace);
  return listAt(service, 'spec.ports').some((port) => numberAt(port, 'port') === numberAt(backend, 'port'));
}
