import { setTimeout as delay } from 'node:timers/promises';
import type { Kubectl } from './kubectl.js';

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
  };
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly containerStatuses?: readonly { readonly state: { readonly waiting?: { readonly reason: string } } }[];
  };
}

const POLL_MS = 2_000;
const SHOW_EVERY_MS = 5_000;

/** Nothing that passes by itself. */
const hopeless = [
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'CreateContainerConfigError',
];

/**
 * Waits until every pod that is wanted is ready, with progress.
 * @returns how many there are. @throws Error that names the pods at fault, at once if waiting is no use, else after `withinMs`
 */
export async function awaitPods(kubectl: Kubectl, withinMs: number, show: (line: string) => void): Promise<number> {
  const startedAt = Date.now();
  for (let shownAt = startedAt; ; await delay(POLL_MS)) {
    const workloads = await itemsOf<Workload>(kubectl, 'deployments,statefulsets');
    const wanted = sum(workloads.map(({ spec }) => spec.replicas));
    const ready = sum(workloads.map(readyOf));
    if (wanted > 0 && ready === wanted) return wanted;
    await complainOfHopeless(kubectl);
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    if (Date.now() - startedAt > withinMs) {
      const late = workloads.filter((workload) => readyOf(workload) < workload.spec.replicas);
      throw new Error(`not ready after ${seconds} s: ${late.map(({ metadata }) => metadata.name).join(', ')}`);
    }
    if (Date.now() - shownAt < SHOW_EVERY_MS) continue;
    show(`${ready} of ${wanted} pods are ready after ${seconds} s`);
    shownAt = Date.now();
  }
}

/** Of its current version: those of the version before, which are on their way out, do not count. */
function readyOf({ kind, metadata, spec, status }: Workload): number {
  if ((status.observedGeneration ?? 0) < metadata.generation) return 0;
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0 } = status;
  const isSettled = kind === 'StatefulSet' || (updatedReplicas === spec.replicas && replicas === updatedReplicas);
  return isSettled ? Math.min(readyReplicas, spec.replicas) : 0;
}

async function complainOfHopeless(kubectl: Kubectl): Promise<void> {
  const faults = (await itemsOf<Pod>(kubectl, 'pods')).flatMap(({ metadata, status }) =>
    (status.containerStatuses ?? []).flatMap(({ state }) =>
      hopeless.includes(state.waiting?.reason ?? '') ? [`${metadata.name}: ${state.waiting?.reason}`] : [],
    ),
  );
  if (faults.length === 0) return;
  throw new Error(
    `${faults.join(', ')}. The cluster has no such image: k8s/README.md says how to build and load them.`,
  );
}

export async function itemsOf<T>(kubectl: Kubectl, kinds: string): Promise<readonly T[]> {
  return (await kubectl.json<{ items: readonly T[] }>(['get', kinds])).items;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
