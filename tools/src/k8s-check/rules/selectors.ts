import type { Fault } from '../fault.js';
import { selects } from '../label-selector.js';
import { labelsOf, namespaceOf, workloadsOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import { podsOf } from '../pods.js';
import { at, listAt, mapAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** Whoever selects pods selects some: a mistyped label is valid, and means nobody. */
export function selectorsMeetPods(overlay: Overlay): readonly Fault[] {
  return [...ownPods(overlay), ...disruptionBudgets(overlay), ...networkPolicies(overlay), ...spreads(overlay)];
}

const nobody = 'selects no pod of this overlay';

function ownPods(overlay: Overlay): readonly Fault[] {
  return workloadsOf(overlay.manifests)
    .filter(({ manifest, template }) => {
      const selector = at(manifest, 'spec.selector');
      return selector !== undefined && !selects(selector as Tree, labelsOf(template));
    })
    .map(({ manifest }) => fault(manifest, 'spec.selector', 'does not mean the pods of its own template'));
}

function disruptionBudgets(overlay: Overlay): readonly Fault[] {
  return ofKind(overlay, 'PodDisruptionBudget')
    .filter((budget) => !meetsSome(overlay, namespaceOf(budget), mapAt(budget, 'spec.selector')))
    .map((budget) => fault(budget, 'spec.selector', nobody));
}

function networkPolicies(overlay: Overlay): readonly Fault[] {
  return ofKind(overlay, 'NetworkPolicy').flatMap((policy) => [
    ...(meetsSome(overlay, namespaceOf(policy), mapAt(policy, 'spec.podSelector'))
      ? []
      : [fault(policy, 'spec.podSelector', nobody)]),
    ...peersOf(policy)
      .filter(({ peer }) => at(peer, 'podSelector') !== undefined && at(peer, 'namespaceSelector') === undefined)
      .filter(({ peer }) => !meetsSome(overlay, namespaceOf(policy), mapAt(peer, 'podSelector')))
      .map(({ path }) => fault(policy, path, nobody)),
  ]);
}

function peersOf(policy: Manifest): readonly { readonly path: string; readonly peer: Tree }[] {
  const sides = [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const;
  return sides.flatMap(([side, direction]) =>
    listAt(policy, `spec.${side}`).flatMap((rule, index) =>
      listAt(rule, direction).map((peer, which) => ({ path: `spec.${side}.${index}.${direction}.${which}`, peer })),
    ),
  );
}

/** A spread that counts other pods than its own spreads nothing. */
function spreads(overlay: Overlay): readonly Fault[] {
  return workloadsOf(overlay.manifests).flatMap(({ manifest, path, template }) =>
    listAt(template, 'spec.topologySpreadConstraints').flatMap((constraint, index) =>
      selects(mapAt(constraint, 'labelSelector'), labelsOf(template))
        ? []
        : [
            fault(
              manifest,
              `${path}.spec.topologySpreadConstraints.${index}.labelSelector`,
              'does not mean its own pods',
            ),
          ],
    ),
  );
}

function meetsSome(overlay: Overlay, namespace: string, selector: Tree): boolean {
  return podsOf(overlay.manifests).some((pods) => pods.namespace === namespace && selects(selector, pods.labels));
}
