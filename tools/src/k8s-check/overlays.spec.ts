import { checkOverlays } from './check-overlays.js';
import { describeFault } from './fault.js';
import { overlayNames, renderOverlay } from './render-overlays.js';
import type { Overlay } from './rules/rule.js';
import { SchemaCheck } from './schemas/schema-check.js';
import { areSchemasFetched, kustomize, schemaFolder } from './sources/fetch-schemas.js';
import { plant, without } from './testing/plant-fault.js';
import { plantedFaults } from './testing/planted-faults.js';

/** `npm test` fetches the schemas, or says why it cannot; by hand `npm run k8s:check` does. */
const withSchemas = areSchemasFetched() ? describe : describe.skip;

// Each looks at all overlays once more; with other specs beside it that can take longer than Jest's five seconds.
jest.setTimeout(60_000);

withSchemas('the overlays', () => {
  let overlays: readonly Overlay[] = [];
  let schemas: SchemaCheck;
  let usual: readonly string[] = [];

  beforeAll(async () => {
    const program = await kustomize();
    overlays = await Promise.all(overlayNames().map((name) => renderOverlay(name, program)));
    schemas = SchemaCheck.from(schemaFolder);
    usual = faults(overlays);
  });

  const faults = (all: readonly Overlay[]) => checkOverlays(all, schemas).map(describeFault);
  /** What the check says of the overlays with one of them changed, and did not say before. */
  const newFaults = (name: string, change: (overlay: Overlay) => Overlay) =>
    faults(overlays.map((overlay) => (overlay.name === name ? change(overlay) : overlay))).filter(
      (line) => !usual.includes(line),
    );

  it('are three, and all well', () => {
    expect(overlays.map(({ name }) => name).sort()).toEqual(['istio', 'local', 'production']);
    expect(usual).toEqual([]);
  });

  it.each(plantedFaults)('would show $what', (fault) => {
    const found = newFaults(fault.overlay, (overlay) => plant(overlay, fault));
    expect(found.filter((line) => fault.found.test(line) && line.startsWith(`${fault.overlay}: `))).not.toEqual([]);
  });

  it.each([
    ['the policy that denies all', 'local', 'NetworkPolicy/default-deny', /Namespace\/shop: has no NetworkPolicy/],
    [
      'a disruption budget',
      'production',
      'PodDisruptionBudget/order-service',
      /order-service: has no PodDisruptionBudget/,
    ],
    ['an autoscaler', 'production', 'ScaledObject/order-service', /Deployment\/order-service: has neither/],
    ['an account', 'local', 'ServiceAccount/order-service', /there is no ServiceAccount order-service/],
    ['a topic', 'production', 'KafkaTopic/order-service.dlq', /KafkaTopic\/order-service\.dlq: is missing/],
    ['a user of Kafka', 'production', 'KafkaUser/order-service', /KafkaUser\/order-service: is missing/],
  ])('would miss %s', (_, name, object, expected) => {
    const found = newFaults(name, (overlay) => without(overlay, object));
    expect(found.filter((line) => expected.test(line))).not.toEqual([]);
  });

  it('would show a second autoscaler of a Deployment', () => {
    const second = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'second', namespace: 'shop' },
      spec: { minReplicas: 2, maxReplicas: 3, scaleTargetRef: { kind: 'Deployment', name: 'order-service' } },
    };
    const found = newFaults('production', ({ name, manifests }) => ({ name, manifests: [...manifests, second] }));
    expect(found).toEqual([
      'production: Deployment/order-service: is scaled by more than one: ScaledObject/order-service, HorizontalPodAutoscaler/second',
    ]);
  });
});
