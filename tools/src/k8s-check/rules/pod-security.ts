import type { Fault } from '../fault.js';
import { containersOf, labelsOf, workloadsOf } from '../manifest.js';
import type { Container, Workload } from '../manifest.js';
import { at, listAt, mapAt, textAt, textsAt } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** Pod Security `restricted`, and what it does not ask for: no token, no writable image, requests and limits, a tag that stays. */
export function podsAreRestricted(overlay: Overlay): readonly Fault[] {
  const namespaces = ofKind(overlay, 'Namespace')
    .filter((namespace) => labelsOf(namespace)['pod-security.kubernetes.io/enforce'] !== 'restricted')
    .map((namespace) => fault(namespace, 'metadata.labels', 'does not enforce Pod Security restricted'));
  const workloads = workloadsOf(overlay.manifests).flatMap((workload) => [
    ...ofPod(workload),
    ...containersOf(workload).flatMap((container) => ofContainer(workload, container)),
  ]);
  return [...namespaces, ...workloads];
}

function ofPod({ manifest, path, template }: Workload): readonly Fault[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => at(template, `spec.${field}`) === true);
  const hostPaths = listAt(template, 'spec.volumes').filter((volume) => at(volume, 'hostPath') !== undefined);
  const wrong = [
    ...shared.map((field) => [field, 'shares the node']),
    ...hostPaths.map((volume) => [`volumes.${textAt(volume, 'name')}`, 'is a folder of the node']),
    ...(at(template, 'spec.automountServiceAccountToken') === false
      ? []
      : [['automountServiceAccountToken', 'must be false: nobody here asks the API server']]),
  ];
  return wrong.map(([field, message]) => fault(manifest, `${path}.spec.${field}`, message ?? ''));
}

function ofContainer({ manifest, template }: Workload, { spec, path }: Container): readonly Fault[] {
  const context = mapAt(spec, 'securityContext');
  const inherited = { ...mapAt(template, 'spec.securityContext'), ...context };
  const wrong: readonly (readonly [boolean, string, string])[] = [
    [context['allowPrivilegeEscalation'] !== false, 'allowPrivilegeEscalation', 'must be false'],
    [context['readOnlyRootFilesystem'] !== true, 'readOnlyRootFilesystem', 'must be true'],
    [context['privileged'] === true, 'privileged', 'must not be'],
    [!textsAt(context, 'capabilities.drop').includes('ALL'), 'capabilities.drop', 'must be [ALL]'],
    [listsMore(context), 'capabilities.add', 'may hold NET_BIND_SERVICE alone'],
    [inherited['runAsNonRoot'] !== true, 'runAsNonRoot', 'must be true'],
    [inherited['runAsUser'] === 0, 'runAsUser', 'is root'],
    [!hasProfile(inherited), 'seccompProfile', 'must be RuntimeDefault or Localhost'],
  ];
  const security = wrong
    .filter(([isWrong]) => isWrong)
    .map(([, field, message]) => [`securityContext.${field}`, message]);
  return [...security, ...resources(spec), ...image(spec)].map(([field, message]) =>
    fault(manifest, `${path}.${field}`, message ?? ''),
  );
}

const listsMore = (context: Tree) => textsAt(context, 'capabilities.add').some((name) => name !== 'NET_BIND_SERVICE');
const hasProfile = (context: Tree) =>
  ['RuntimeDefault', 'Localhost'].includes(textAt(context, 'seccompProfile.type') ?? '');

/** No limit of CPU is asked for: it would throttle a process that the node has room for. */
function resources(spec: Tree): readonly (readonly string[])[] {
  const wanted = ['requests.cpu', 'requests.memory', 'limits.memory'];
  return wanted
    .filter((field) => at(spec, `resources.${field}`) === undefined)
    .map((field) => [`resources.${field}`, 'is missing']);
}

function image(spec: Tree): readonly (readonly string[])[] {
  const name = textAt(spec, 'image') ?? '';
  if (name.includes('@sha256:')) return [];
  const tag = /:([^/:]+)$/.exec(name)?.[1];
  return tag === undefined || tag === 'latest' ? [['image', `${name} has no tag that stays what it is`]] : [];
}
