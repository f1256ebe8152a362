import type { Fault } from '../fault.js';
import { selects } from '../label-selector.js';
import { labelsOf, nameOf, namespaceOf, workloadsOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import { at, mapAt, numberAt, textAt, textsByKey } from '../tree.js';
import { fault, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** A single small machine has nothing to scale to. */
const UNSCALED = 'local';

/**
 * Every server has one autoscaler and one disruption budget: two of one kind work against each other. A canary has the few replicas
 * that it says, and shares the budget of those beside it.
 */
export function serversAreScaledOnce(overlay: Overlay): readonly Fault[] {
  return ofKind(overlay, 'Deployment').flatMap((deployment) => {
    const labels = textsByKey(deployment, 'spec.template.metadata.labels');
    if (labels['app.kubernetes.io/component'] !== 'server') return [];
    const isCanary = labels['track'] === 'canary';
    return [...(isCanary ? [] : scalers(overlay, deployment)), ...budgets(overlay, deployment)];
  });
}

function scalers(overlay: Overlay, deployment: Manifest): readonly Fault[] {
  const found = ofKind(overlay, 'HorizontalPodAutoscaler', 'ScaledObject').filter(
    (scaler) =>
      namespaceOf(scaler) === namespaceOf(deployment) &&
      (textAt(scaler, 'spec.scaleTargetRef.kind') ?? 'Deployment') === 'Deployment' &&
      textAt(scaler, 'spec.scaleTargetRef.name') === deployment.metadata.name,
  );
  if (found.length === 0) {
    if (overlay.name === UNSCALED) return [];
    return [fault(deployment, '', 'has neither a HorizontalPodAutoscaler nor a ScaledObject')];
  }
  if (found.length > 1) return [fault(deployment, '', `is scaled by more than one: ${found.map(nameOf).join(', ')}`)];
  const isFixed = at(deployment, 'spec.replicas') !== undefined;
  return [
    ...found
      .filter((scaler) => leastOf(scaler) < 2)
      .map((scaler) => fault(scaler, 'spec', 'lets a single replica be all there is')),
    ...(isFixed ? [fault(deployment, 'spec.replicas', 'takes back what the autoscaler decided, at each apply')] : []),
  ];
}

function leastOf(scaler: Manifest): number {
  return numberAt(scaler, 'spec.minReplicas') ?? numberAt(scaler, 'spec.minReplicaCount') ?? 0;
}

function budgets(overlay: Overlay, deployment: Manifest): readonly Fault[] {
  const labels = workloadsOf([deployment]).map(({ template }) => labelsOf(template));
  const found = ofKind(overlay, 'PodDisruptionBudget').filter(
    (budget) =>
      namespaceOf(budget) === namespaceOf(deployment) &&
      labels.some((own) => selects(mapAt(budget, 'spec.selector'), own)),
  );
  if (found.length === 1) return [];
  // With two that mean one pod, every eviction is refused.
  return [
    fault(deployment, '', found.length === 0 ? 'has no PodDisruptionBudget' : 'has more than one PodDisruptionBudget'),
  ];
}
