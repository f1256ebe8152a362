import type { Fault } from '../fault.js';
import { hasLabels } from '../label-selector.js';
import { containersOf, namespaceOf, workloadsOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import { podsOf } from '../pods.js';
import type { Pods } from '../pods.js';
import { at, listAt, numberAt, textAt, textsByKey } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** A Service leads to pods, and to ports that these have; a NetworkPolicy opens, and a probe asks, ports that are there. */
export function portsAreThere(overlay: Overlay): readonly Fault[] {
  const pods = podsOf(overlay.manifests);
  return [
    ...ofKind(overlay, 'Service').flatMap((service) => ofService(service, pods)),
    ...ofKind(overlay, 'NetworkPolicy').flatMap((policy) => ofPolicy(policy, pods)),
    ...ofProbes(overlay),
  ];
}

function ofService(service: Manifest, pods: readonly Pods[]): readonly Fault[] {
  const selector = textsByKey(service, 'spec.selector');
  if (Object.keys(selector).length === 0) return [];
  const chosen = pods.filter((some) => some.namespace === namespaceOf(service) && hasLabels(some.labels, selector));
  if (chosen.length === 0) return [fault(service, 'spec.selector', 'selects no pod of this overlay')];
  return listAt(service, 'spec.ports').flatMap((port, index) => {
    const target = at(port, 'targetPort') ?? at(port, 'port');
    const without = chosen.filter(
      (some) => some.ports !== undefined && !some.ports.includes(target as string | number),
    );
    return without.length === 0
      ? []
      : [fault(service, `spec.ports.${index}.targetPort`, `its pods have no port ${String(target)}`)];
  });
}

/** Names only: a number may be a port that nobody has declared. */
function ofPolicy(policy: Manifest, pods: readonly Pods[]): readonly Fault[] {
  const names = new Set(pods.flatMap(({ ports }) => ports ?? []));
  return ['ingress', 'egress'].flatMap((side) =>
    listAt(policy, `spec.${side}`).flatMap((rule, index) =>
      listAt(rule, 'ports')
        .map((port) => textAt(port, 'port'))
        .filter((name) => name !== undefined && !names.has(name))
        .map((name) => fault(policy, `spec.${side}.${index}.ports`, `no pod has a port named ${name}`)),
    ),
  );
}

function ofProbes({ manifests }: Overlay): readonly Fault[] {
  return workloadsOf(manifests).flatMap((workload) =>
    containersOf(workload).flatMap(({ spec, path }) => {
      const ports = listAt(spec, 'ports').flatMap((port) => [textAt(port, 'name'), numberAt(port, 'containerPort')]);
      return ['startupProbe', 'livenessProbe', 'readinessProbe'].flatMap((probe) => {
        const port = portOf(spec, probe);
        if (port === undefined || ports.includes(port)) return [];
        return [fault(workload.manifest, `${path}.${probe}`, `the container has no port ${port}`)];
      });
    }),
  );
}

function portOf(container: Tree, probe: string): string | number | undefined {
  const kinds = ['httpGet', 'tcpSocket', 'grpc'];
  const ports = kinds.map((kind) => at(container, `${probe}.${kind}.port`));
  return ports.find((port) => typeof port === 'string' || typeof port === 'number');
}
