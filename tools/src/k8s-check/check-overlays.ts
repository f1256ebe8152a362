import type { OverlayFault } from './fault.js';
import { serversAreScaledOnce } from './rules/autoscaling.js';
import { configurationIsThere } from './rules/configuration-references.js';
import { networkIsClosed } from './rules/default-deny.js';
import { variablesAreRead } from './rules/environment.js';
import { rightsAreThoseOfTheCode } from './rules/kafka-rights.js';
import { topicsAreTheCatalogue } from './rules/kafka-topics.js';
import { meshLetsInByName } from './rules/mesh-identity.js';
import { routesLeadSomewhere } from './rules/mesh-routes.js';
import { podsAreRestricted } from './rules/pod-security.js';
import { serversLiveAndLeaveWell } from './rules/probes.js';
import type { Overlay, Rule } from './rules/rule.js';
import { secretsStaySecret } from './rules/secrets.js';
import { selectorsMeetPods } from './rules/selectors.js';
import { portsAreThere } from './rules/service-ports.js';
import { targetsAreThere } from './rules/targets.js';
import type { SchemaCheck } from './schemas/schema-check.js';

const rules: readonly Rule[] = [
  selectorsMeetPods,
  portsAreThere,
  configurationIsThere,
  targetsAreThere,
  serversAreScaledOnce,
  serversLiveAndLeaveWell,
  podsAreRestricted,
  networkIsClosed,
  variablesAreRead,
  topicsAreTheCatalogue,
  rightsAreThoseOfTheCode,
  routesLeadSomewhere,
  meshLetsInByName,
];

/** All faults of all overlays. Passwords are compared between overlays, so all of them are given at once. */
export function checkOverlays(overlays: readonly Overlay[], schemas: SchemaCheck): readonly OverlayFault[] {
  const all = [...rules, secretsStaySecret(overlays)];
  return overlays.flatMap((overlay) => {
    const found = [
      ...overlay.manifests.flatMap((manifest) => schemas.faultsOf(manifest)),
      ...all.flatMap((rule) => rule(overlay)),
    ];
    return found.map((fault) => ({ ...fault, overlay: overlay.name }));
  });
}
