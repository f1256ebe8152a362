import type { Manifest } from './manifest.js';

/** First minor versions of Kubernetes 1.x that have what the manifests use. */
const HAS_BUDGETS_V1 = 21;
const HAS_PRE_STOP_SLEEP = 30;

interface Container {
  readonly lifecycle?: { readonly preStop?: { readonly sleep?: { readonly seconds: number }; readonly exec?: object } };
}

/**
 * The manifests are written for a current Kubernetes. For an older server of the check's user: budgets under their former version, and
 * the preStop sleep as a command, by the one program that the image is sure to have. Fields that such a server does not know it ignores.
 */
export function forServer(minor: number, manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.map((manifest) => {
    if (manifest.kind === 'PodDisruptionBudget' && minor < HAS_BUDGETS_V1) {
      return { ...manifest, apiVersion: 'policy/v1beta1' };
    }
    return manifest.kind === 'Deployment' && minor < HAS_PRE_STOP_SLEEP ? withSleepAsCommand(manifest) : manifest;
  });
}

function withSleepAsCommand(deployment: Manifest): Manifest {
  const copy = structuredClone(deployment) as Manifest & {
    readonly spec: { readonly template: { readonly spec: { containers: readonly Container[] } } };
  };
  const pod = copy.spec.template.spec;
  pod.containers = pod.containers.map((container) => {
    const seconds = container.lifecycle?.preStop?.sleep?.seconds;
    if (seconds === undefined) return container;
    const command = ['node', '-e', `setTimeout(() => undefined, ${seconds * 1_000})`];
    return { ...container, lifecycle: { ...container.lifecycle, preStop: { exec: { command } } } };
  });
  return copy;
}
