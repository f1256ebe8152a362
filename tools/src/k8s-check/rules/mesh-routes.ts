import type { Fault } from '../fault.js';
import { hasLabels } from '../label-selector.js';
import { groupOf, namespaceOf } from '../manifest.js';
import type { Manifest } from '../manifest.js';
import { podsOf } from '../pods.js';
import { listAt, textAt, textsAt, textsByKey } from '../tree.js';
import type { Tree } from '../tree.js';
import { fault, find, ofKind } from './rule.js';
import type { Overlay } from './rule.js';

/** What Istio routes to is there: it takes a mistyped host or subset without a word, and answers 503. */
export function routesLeadSomewhere(overlay: Overlay): readonly Fault[] {
  return [
    ...ofKind(overlay, 'VirtualService').flatMap((routing) => destinations(overlay, routing)),
    ...ofKind(overlay, 'DestinationRule').flatMap((rule) => subsets(overlay, rule)),
  ];
}

/** `order-service`, `order-service.shop.svc.cluster.local` or a host of a ServiceEntry. */
function isHost(overlay: Overlay, namespace: string, host: string): boolean {
  const [name, within = namespace] = host.split('.');
  const isService = host.split('.')[2] === undefined || host.includes('.svc');
  if (isService && find(overlay, 'Service', name, within) !== undefined) return true;
  const outside = ofKind(overlay, 'ServiceEntry').flatMap((entry) => textsAt(entry, 'spec.hosts'));
  return outside.includes(host) || madeByOperators(overlay).includes(`${name}.${within}`);
}

/** Services that operators make, as each documents. */
function madeByOperators(overlay: Overlay): readonly string[] {
  return overlay.manifests.flatMap((manifest) => {
    const { name } = manifest.metadata;
    const named = (...suffixes: readonly string[]) =>
      suffixes.map((suffix) => `${name}-${suffix}.${namespaceOf(manifest)}`);
    if (groupOf(manifest) === 'postgresql.cnpg.io' && manifest.kind === 'Cluster') return named('rw', 'ro', 'r');
    if (groupOf(manifest) === 'kafka.strimzi.io' && manifest.kind === 'Kafka')
      return named('kafka-bootstrap', 'kafka-brokers');
    return [];
  });
}

function destinations(overlay: Overlay, routing: Manifest): readonly Fault[] {
  const namespace = namespaceOf(routing);
  const hosts = textsAt(routing, 'spec.hosts').filter((host) => !isHost(overlay, namespace, host));
  const routes = ['http', 'tcp', 'tls']
    .flatMap((kind) => listAt(routing, `spec.${kind}`))
    .map((rule) => listAt(rule, 'route'));
  return [
    ...hosts.map((host) => fault(routing, 'spec.hosts', `there is no host ${host}`)),
    ...routes.flatMap((route) => weights(routing, route)),
    ...routes.flat().flatMap((route) => destination(overlay, routing, route)),
  ];
}

function weights(routing: Manifest, route: readonly Tree[]): readonly Fault[] {
  const sum = route.reduce((total, { weight }) => total + (typeof weight === 'number' ? weight : 0), 0);
  return route.length < 2 || sum === 100 ? [] : [fault(routing, 'spec.http.route', `the weights add up to ${sum}`)];
}

function destination(overlay: Overlay, routing: Manifest, route: Tree): readonly Fault[] {
  const host = textAt(route, 'destination.host') ?? '';
  const subset = textAt(route, 'destination.subset');
  if (!isHost(overlay, namespaceOf(routing), host)) {
    return [fault(routing, 'spec.http.route.destination', `there is no host ${host}`)];
  }
  const rules = ofKind(overlay, 'DestinationRule').filter((rule) => textAt(rule, 'spec.host') === host);
  const known = rules.flatMap((rule) => listAt(rule, 'spec.subsets').map((one) => textAt(one, 'name')));
  if (subset === undefined || known.includes(subset)) return [];
  return [fault(routing, 'spec.http.route.destination.subset', `no DestinationRule of ${host} has a subset ${subset}`)];
}

function subsets(overlay: Overlay, rule: Manifest): readonly Fault[] {
  const host = textAt(rule, 'spec.host') ?? '';
  const namespace = namespaceOf(rule);
  if (!host.includes('*') && !isHost(overlay, namespace, host))
    return [fault(rule, 'spec.host', `there is no host ${host}`)];
  const service = find(overlay, 'Service', host.split('.')[0], namespace);
  const served = textsByKey(service, 'spec.selector');
  return listAt(rule, 'spec.subsets').flatMap((subset, index) => {
    const wanted = { ...served, ...textsByKey(subset, 'labels') };
    const some = podsOf(overlay.manifests).some(
      (pods) => pods.namespace === namespace && hasLabels(pods.labels, wanted),
    );
    return some ? [] : [fault(rule, `spec.subsets.${index}.labels`, `mean no pod of ${host}`)];
  });
}
