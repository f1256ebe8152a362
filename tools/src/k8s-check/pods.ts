import type { Labels } from './label-selector.js';
import { groupOf, labelsOf, namespaceOf, workloadsOf } from './manifest.js';
import type { Manifest, Workload } from './manifest.js';
import { at, listAt, numberAt, textAt, textsByKey } from './tree.js';

/** The pods that an object brings about, itself or through its operator. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
  /** What makes them; `undefined` for those that an operator makes. */
  readonly workload?: Workload;
  /** Ports by name and by number; `undefined` where only the operator knows. */
  readonly ports?: readonly (string | number)[];
}

export function podsOf(manifests: readonly Manifest[]): readonly Pods[] {
  return [...workloadsOf(manifests).map(ofWorkload), ...manifests.flatMap(ofOperator)];
}

function ofWorkload(workload: Workload): Pods {
  const containers = [
    ...listAt(workload.template, 'spec.containers'),
    ...listAt(workload.template, 'spec.initContainers'),
  ];
  const ports = containers.flatMap((container) => listAt(container, 'ports'));
  return {
    namespace: namespaceOf(workload.manifest),
    labels: labelsOf(workload.template),
    workload,
    ports: ports.flatMap((port) => [textAt(port, 'name') ?? [], numberAt(port, 'containerPort') ?? []].flat()),
  };
}

/** By the labels that each operator documents for its pods. */
function ofOperator(manifest: Manifest): readonly Pods[] {
  const { name } = manifest.metadata;
  const made = (labels: Labels): readonly Pods[] => [{ namespace: namespaceOf(manifest), labels }];
  switch (`${groupOf(manifest)}/${manifest.kind}`) {
    case 'postgresql.cnpg.io/Cluster':
      return made({
        ...textsByKey(manifest, 'spec.inheritedMetadata.labels'),
        'cnpg.io/cluster': name,
        'cnpg.io/podRole': 'instance',
      });
    case 'kafka.strimzi.io/KafkaNodePool':
      return made(ofStrimzi(manifest, labelsOf(manifest)['strimzi.io/cluster'] ?? '', 'kafka', 'spec.template.pod'));
    case 'kafka.strimzi.io/Kafka':
      return made(ofStrimzi(manifest, name, 'entity-operator', 'spec.entityOperator.template.pod'));
    case 'gateway.networking.k8s.io/Gateway':
      // Istio runs a Gateway's proxies beside it; others do so in a namespace of their own.
      return at(manifest, 'spec.gatewayClassName') === 'istio'
        ? made({ 'gateway.networking.k8s.io/gateway-name': name })
        : [];
    default:
      return [];
  }
}

function ofStrimzi(manifest: Manifest, cluster: string, component: string, template: string): Labels {
  return {
    ...textsByKey(manifest, `${template}.metadata.labels`),
    'strimzi.io/cluster': cluster,
    'strimzi.io/kind': 'Kafka',
    'strimzi.io/name': `${cluster}-${component}`,
  };
}
