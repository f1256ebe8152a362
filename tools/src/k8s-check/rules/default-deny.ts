import type { Fault } from '../fault.js';
import { selects } from '../label-selector.js';
import { nameOf, namespaceOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import { podsOf } from '../pods.js';
import type { Pods } from '../pods.js';
import { listAt, mapAt, textsAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** In every namespace with pods nothing may be reached that no policy opens, and no policy opens everything to everybody. */
export function networkIsClosed(overlay: Overlay): readonly Fault[] {
  const policies = ofKind(overlay, 'NetworkPolicy');
  const namespaces = [...new Set(podsOf(overlay.manifests).map(({ namespace }) => namespace))];
  const open = namespaces
    .filter((namespace) => !policies.some((policy) => namespaceOf(policy) === namespace && deniesAll(policy)))
    .map((namespace) => ({
      object: `Namespace/${namespace}`,
      field: '',
      message: 'has no NetworkPolicy that denies all that is not allowed, both ways',
    }));
  return [...open, ...policies.flatMap(rulesForEverything), ...podsWithoutArrow(overlay, policies)];
}

function deniesAll(policy: Manifest): boolean {
  const both = ['Ingress', 'Egress'].every((type) => textsAt(policy, 'spec.policyTypes').includes(type));
  const isEmpty = Object.keys(mapAt(policy, 'spec.podSelector')).length === 0;
  return both && isEmpty && rules(policy).length === 0;
}

const rules = (policy: Manifest): readonly Tree[] => [
  ...listAt(policy, 'spec.ingress'),
  ...listAt(policy, 'spec.egress'),
];

function rulesForEverything(policy: Manifest): readonly Fault[] {
  const isForAll = rules(policy).some((rule) => Object.keys(rule).length === 0);
  return isForAll ? [fault(policy, 'spec', 'has a rule without a port and without a peer: it allows everything')] : [];
}

/** Every pod must be allowed something, or it can do nothing at all: not even a database of an operator's. */
function podsWithoutArrow({ manifests }: Overlay, policies: readonly Manifest[]): readonly Fault[] {
  const arrows = policies.filter(
    (policy) => !deniesAll(policy) && Object.keys(mapAt(policy, 'spec.podSelector')).length > 0,
  );
  const isMet = ({ namespace, labels }: Pods) =>
    arrows.some((policy) => namespaceOf(policy) === namespace && selects(mapAt(policy, 'spec.podSelector'), labels));
  return podsOf(manifests)
    .filter((pods) => !isMet(pods))
    .map(({ workload, labels }) => ({
      object: workload === undefined ? `pods of an operator ${JSON.stringify(labels)}` : nameOf(workload.manifest),
      field: '',
      message: 'no NetworkPolicy lets these pods do anything',
    }));
}
