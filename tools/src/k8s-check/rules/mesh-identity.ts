import type { Fault } from '../fault.js';
import { selects } from '../label-selector.js';
import { labelsOf, namespaceOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import { podsOf } from '../pods.js';
import { at, listAt, mapAt, textAt, textsAt, textsByKey } from '../tree.js';
import { fault, find, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** In a mesh nobody is let in without a certificate, and by name alone; what these names and selectors mean is there. */
export function meshLetsInByName(overlay: Overlay): readonly Fault[] {
  return [
    ...ofKind(overlay, 'Namespace').flatMap((namespace) => closed(overlay, namespace)),
    ...podSelectors(overlay),
    ...ofKind(overlay, 'AuthorizationPolicy').flatMap((policy) => principals(overlay, policy)),
  ];
}

function closed(overlay: Overlay, namespace: Manifest): readonly Fault[] {
  if (labelsOf(namespace)['istio-injection'] !== 'enabled') return [];
  const inside = (kind: string) =>
    ofKind(overlay, kind).filter((manifest) => namespaceOf(manifest) === namespace.metadata.name);
  const isStrict = inside('PeerAuthentication').some(
    (one) => at(one, 'spec.selector') === undefined && textAt(one, 'spec.mtls.mode') === 'STRICT',
  );
  const deniesAll = inside('AuthorizationPolicy').some((one) => Object.keys(mapAt(one, 'spec')).length === 0);
  return [
    ...(isStrict ? [] : [fault(namespace, '', 'is in the mesh without a PeerAuthentication that is STRICT for all')]),
    ...(deniesAll ? [] : [fault(namespace, '', 'is in the mesh without an AuthorizationPolicy that lets nobody in')]),
  ];
}

function podSelectors(overlay: Overlay): readonly Fault[] {
  const fields = { AuthorizationPolicy: 'selector', PeerAuthentication: 'selector', Sidecar: 'workloadSelector' };
  return Object.entries(fields).flatMap(([kind, field]) =>
    ofKind(overlay, kind)
      .filter((manifest) => at(manifest, `spec.${field}`) !== undefined)
      .flatMap((manifest) => {
        const labels = textsByKey(manifest, `spec.${field}.matchLabels`);
        const wanted = Object.keys(labels).length > 0 ? labels : textsByKey(manifest, `spec.${field}.labels`);
        const chosen = podsOf(overlay.manifests).filter(
          (pods) => pods.namespace === namespaceOf(manifest) && selects({ matchLabels: wanted }, pods.labels),
        );
        if (chosen.length === 0) return [fault(manifest, `spec.${field}`, 'selects no pod of this overlay')];
        const ports = chosen.flatMap((pods) => pods.ports ?? []);
        return Object.keys(mapAt(manifest, 'spec.portLevelMtls'))
          .filter((port) => !ports.includes(Number(port)))
          .map((port) => fault(manifest, 'spec.portLevelMtls', `these pods have no port ${port}`));
      }),
  );
}

/** `cluster.local/ns/shop/sa/api-gateway` */
function principals(overlay: Overlay, policy: Manifest): readonly Fault[] {
  return listAt(policy, 'spec.rules').flatMap((rule, index) => {
    const names = listAt(rule, 'from').flatMap((from) => textsAt(from, 'source.principals'));
    return names
      .filter((name) => !isAccount(overlay, name))
      .map((name) => fault(policy, `spec.rules.${index}.from`, `there is no ServiceAccount ${name}`));
  });
}

/** The account of a Gateway's pods is made by Istio: NAME-istio. */
function isAccount(overlay: Overlay, principal: string): boolean {
  const [, namespace = '', name = ''] = /^cluster\.local\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? [];
  const gateway = find(overlay, 'Gateway', name.replace(/-istio$/, ''), namespace);
  return (
    find(overlay, 'ServiceAccount', name, namespace) !== undefined || (name.endsWith('-istio') && gateway !== undefined)
  );
}
