import type { Kubectl } from './kubectl.js';
import { PortForward } from './port-forward.js';

const ANSWERS_WITHIN_MS = 2_000;

/** How something in the cluster is reached from here. */
export interface Way {
  /** As host and port: `127.0.0.1:40123`. */
  readonly address: string;
  readonly port: number | undefined;
  close(): void;
}

interface Node {
  readonly status: { readonly addresses: readonly { readonly type: string; readonly address: string }[] };
}
interface NodePortService {
  readonly spec: { readonly ports: readonly { readonly nodePort?: number }[] };
}

/**
 * The way that clients outside take, where the nodes can be reached: a port-forward ends with the first connection that its pod closes early,
 * as a gateway does with a body that is too large, and takes all others with it.
 */
export async function wayToGateway(kubectl: Kubectl): Promise<Way> {
  const [service, nodes] = await Promise.all([
    kubectl.json<NodePortService>(['get', 'service', 'api-gateway']),
    kubectl.json<{ readonly items: readonly Node[] }>(['get', 'nodes']),
  ]);
  const port = service.spec.ports[0]?.nodePort;
  const addresses = nodes.items.flatMap(({ status }) => status.addresses.filter(({ type }) => type !== 'Hostname'));
  for (const { address } of port === undefined ? [] : addresses) {
    if (await answers(`http://${address}:${port}/health/live`)) {
      return { address: `${address}:${port}`, port, close: () => undefined };
    }
  }
  return PortForward.open(kubectl, 'api-gateway', 3000);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
