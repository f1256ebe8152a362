import { asList, inNamespace } from './manifest.js';
import type { Manifest } from './manifest.js';
import { forServer } from './older-server.js';

const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'api-gateway', namespace: 'shop' },
  spec: { type: 'NodePort', ports: [{ name: 'http', port: 3000, nodePort: 30080 }] },
};
const budget: Manifest = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'order-service' } };
const deployment: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'order-service' },
  spec: { template: { spec: { containers: [{ name: 'app', lifecycle: { preStop: { sleep: { seconds: 30 } } } }] } } },
};

describe('a shop in a namespace of its own', () => {
  const moved = inNamespace('shop-check', [service, namespace]);

  it('moves everything, the namespace itself included', () => {
    expect(moved.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace))).toEqual([
      'shop-check',
      'shop-check',
    ]);
  });

  it('leaves node ports to the cluster, where the other shop may have them', () => {
    expect(moved[0]?.spec).toEqual({ type: 'NodePort', ports: [{ name: 'http', port: 3000 }] });
  });

  it('is applied after its namespace', () => {
    const { items } = JSON.parse(asList(moved)) as { items: readonly Manifest[] };
    expect(items.map(({ kind }) => kind)).toEqual(['Namespace', 'Service']);
  });
});

describe('a shop on an older server', () => {
  it('sleeps by a command before it stops', () => {
    const [{ spec }] = forServer(29, [deployment]) as [Manifest];
    const command = ['node', '-e', 'setTimeout(() => undefined, 30000)'];
    expect(spec).toEqual({
      template: { spec: { containers: [{ name: 'app', lifecycle: { preStop: { exec: { command } } } }] } },
    });
  });

  it('has its budgets under their former version', () => {
    expect(forServer(20, [budget])[0]?.apiVersion).toBe('policy/v1beta1');
  });

  it('is the shop as it is on a current one', () => {
    const all = [namespace, service, budget, deployment];
    expect(forServer(30, all)).toEqual(all);
  });
});
