import { setTimeout as delay } from 'node:timers/promises';
import type { Summary } from '../replay/summary.js';
import type { Kubectl } from './kubectl.js';
import { asList } from './manifest.js';
import type { Manifest } from './manifest.js';
import type { OrderFiles } from './order-files.js';

const FILES = 'replay-files';
const CONCURRENCY = '8';
const POLL_MS = 2_000;
const GIVE_UP_MS = 900_000;
const labels = { 'app.kubernetes.io/name': 'replay' };

interface PodState {
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly {
      readonly state: { readonly terminated?: { readonly exitCode: number; readonly message?: string } };
    }[];
  };
}

/**
 * `npm run replay` inside the cluster, as a client of the gateway's Service: a port-forward would hold on to one pod of the gateway and
 * break with it, which says nothing about the shop.
 */
export class ReplayPod {
  private constructor(
    private readonly kubectl: Kubectl,
    private readonly name: string,
  ) {}

  /** Once, before the first replay. */
  static async prepare(kubectl: Kubectl, { orders, products }: OrderFiles): Promise<void> {
    const data = { 'orders.ndjson': orders, 'products.ndjson': products };
    const files = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: FILES }, data };
    // Not `apply`, which would keep a copy of it in an annotation that is too small for that.
    await kubectl.run(['create', '--filename=-'], JSON.stringify(files));
    await kubectl.run(['create', '--filename=-'], asList([wayToTheGateway]));
  }

  static async start(kubectl: Kubectl, name: string, image: string, args: readonly string[] = []): Promise<ReplayPod> {
    await kubectl.run(['create', '--filename=-'], JSON.stringify(podOf(name, image, args)));
    return new ReplayPod(kubectl, name);
  }

  /** Waits until at least so many orders are at their end. */
  async hasPlayed(orders: number): Promise<void> {
    for (const deadline = Date.now() + GIVE_UP_MS; Date.now() < deadline; await delay(POLL_MS)) {
      if ((await this.playedSoFar()) >= orders || (await this.outcome())) return;
    }
  }

  /** One that goes round and round is asked to come to its end. */
  async askToStop(): Promise<void> {
    await this.kubectl.run(['exec', this.name, '--', 'node', '-e', 'process.kill(1, "SIGTERM")']);
  }

  /** @throws Error with its last words if it did not get as far as summing up */
  async summary(): Promise<Summary> {
    for (const deadline = Date.now() + GIVE_UP_MS; Date.now() < deadline; await delay(POLL_MS)) {
      const outcome = await this.outcome();
      if (outcome) return outcome;
    }
    throw new Error(`${this.name} was not over after ${GIVE_UP_MS / 1_000} s.`);
  }

  private async outcome(): Promise<Summary | undefined> {
    const { status } = await this.kubectl.json<PodState>(['get', 'pod', this.name]);
    const terminated = status.containerStatuses?.[0]?.state.terminated;
    if (!terminated) return undefined;
    try {
      return JSON.parse(terminated.message ?? '') as Summary;
    } catch {
      const log = await this.kubectl.run(['logs', this.name, '--tail=20']);
      throw new Error(`${this.name} ended with ${terminated.exitCode}:\n${log}`);
    }
  }

  private async playedSoFar(): Promise<number> {
    const log = await this.kubectl.run(['logs', this.name, '--tail=1']).catch(() => '');
    return Number(/^(\d+) /.exec(log)?.[1] ?? 0);
  }
}

/** The summary is its termination message, which Kubernetes keeps with the pod. */
function podOf(name: string, image: string, args: readonly string[]): Manifest {
  const file = (kind: string) => `/orders/${kind}.ndjson`;
  const command = ['node', 'tools/dist/replay.js', file('orders'), '--products', file('products'), '--unlimited-stock'];
  const settings = ['--url', 'http://api-gateway:3000', '--concurrency', CONCURRENCY, '--json', '/dev/termination-log'];
  const container = {
    name: 'replay',
    image,
    imagePullPolicy: 'IfNotPresent',
    command: [...command, ...settings, ...args],
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'orders', mountPath: '/orders', readOnly: true }],
  };
  const spec = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
    volumes: [{ name: 'orders', configMap: { name: FILES } }],
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec };
}

const wayToTheGateway: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'replay-to-gateway' },
  spec: {
    podSelector: { matchLabels: labels },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: { matchLabels: { 'shop/role': 'gateway' } } }], ports: [{ port: 'http' }] }],
  },
};
