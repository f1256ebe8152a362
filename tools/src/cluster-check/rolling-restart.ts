import { itemsOf } from './await-pods.js';
import type { Kubectl } from './kubectl.js';

const WITHIN = '--timeout=300s';

/** Every Deployment, one after the other, each as `kubectl rollout restart` does it. @returns their names */
export async function restartEveryDeployment(
  kubectl: Kubectl,
  show: (line: string) => void,
): Promise<readonly string[]> {
  const deployments = await itemsOf<{ readonly metadata: { readonly name: string } }>(kubectl, 'deployments');
  const names = deployments.map(({ metadata }) => metadata.name);
  for (const name of names) {
    const startedAt = Date.now();
    await kubectl.run(['rollout', 'restart', `deployment/${name}`]);
    await kubectl.run(['rollout', 'status', `deployment/${name}`, WITHIN]);
    show(`${name} is restarted, in ${Math.round((Date.now() - startedAt) / 1_000)} s`);
  }
  return names;
}

/** As if its node had gone: no signal, no grace. @returns the name of the pod */
export async function killOnePodOf(kubectl: Kubectl, name: string): Promise<string> {
  const selector = `--selector=app.kubernetes.io/name=${name}`;
  const first = ['get', 'pods', selector, '--field-selector=status.phase=Running', '--output=name'];
  const [pod] = (await kubectl.run(first)).split('\n');
  if (!pod) throw new Error(`There is no pod of ${name} to be killed.`);
  await kubectl.run(['delete', pod, '--grace-period=0', '--force', '--wait=false']);
  return pod;
}
