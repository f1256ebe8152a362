import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { services } from '@shop/kernel';
import { writeDemoFile } from '../demo/demo-file.js';
import { runJest } from '../test-run/run-jest.js';
import type { Tally } from '../test-run/tally.js';
import { awaitPods } from './await-pods.js';
import type { Kubectl } from './kubectl.js';
import type { Manifest } from './manifest.js';
import { wayToGateway } from './node-port.js';
import type { Way } from './node-port.js';
import { PortForward } from './port-forward.js';
import { killOnePodOf } from './rolling-restart.js';
import { StandIns } from './stand-ins.js';

/**
 * What is not run here: the chaos of thousands of kills and the second replica, which are about processes, and take a machine of their own;
 * the metrics, which are read from each process's own port.
 */
export const endToEndFiles = [
  ...['order-fulfilment', 'order-refused', 'order-cancelled', 'refund', 'accounts', 'catalogue', 'bad-input'],
  ...['analysis.e2e', 'proposals', 'dead-letters', 'events-on-kafka', 'killed-processes'],
];

const BACK_WITHIN_MS = 120_000;
/** As Kafka of the local overlay tells clients that come through a port-forward. */
const KAFKA_PORT = 19_092;
const parts = [...services, 'api-gateway', 'outside-world', 'kafka', 'postgres'];

/** Runs apps/shop-e2e against the shop in the cluster, through port-forwards. */
export async function runEndToEnd(
  kubectl: Kubectl,
  manifests: readonly Manifest[],
  files: readonly string[],
  signal: AbortSignal,
): Promise<Tally> {
  const directory = mkdtempSync(join(tmpdir(), 'cluster-check-'));
  const ways = await openWays(kubectl);
  const killed = async (part: string) => {
    await killOnePodOf(kubectl, part);
    await awaitPods(kubectl, BACK_WITHIN_MS, () => undefined);
  };
  const tell = () => writeDemoFile(directory, whereEverythingIs(ways, manifests, standIns.pids()));
  const standIns = new StandIns(killed, tell);
  parts.forEach((part) => standIns.stand(part));
  tell();
  try {
    const reportFile = join(directory, 'report.json');
    const env = { ...process.env, SHOP_DATA: directory };
    return await runJest({ project: 'apps/shop-e2e', args: files, env, reportFile, workers: 1, signal });
  } finally {
    standIns.stop();
    Object.values(ways).forEach((way) => way.close());
    rmSync(directory, { recursive: true, force: true });
  }
}

type Ways = Readonly<Record<'gateway' | 'users' | 'outside' | 'mail' | 'postgres' | 'kafka', Way>>;

async function openWays(kubectl: Kubectl): Promise<Ways> {
  const [gateway, users, outside, mail, postgres, kafka] = await Promise.all([
    wayToGateway(kubectl),
    PortForward.open(kubectl, 'user-service', 3000),
    PortForward.open(kubectl, 'outside-world', 3000),
    PortForward.open(kubectl, 'maildev', 1080),
    PortForward.open(kubectl, 'postgres', 5432),
    PortForward.open(kubectl, 'kafka', KAFKA_PORT, KAFKA_PORT),
  ]);
  return { gateway, users, outside, mail, postgres, kafka };
}

function whereEverythingIs(ways: Ways, manifests: readonly Manifest[], pids: readonly (readonly [string, number])[]) {
  const { gateway, users, outside, mail, postgres, kafka } = ways;
  const ports: Readonly<Record<string, Way>> = {
    'api-gateway': gateway,
    'user-service': users,
    'outside-world': outside,
  };
  return {
    gateway: `http://${gateway.address}`,
    bus: 'kafka' as const,
    kafkaBrokers: kafka.address,
    databases: Object.fromEntries(services.map((name) => [name, databaseOf(name, manifests, postgres)])),
    mail: `http://${outside.address}/`,
    mailbox: `http://${mail.address}/`,
    processes: pids.map(([name, pid]) => ({ name, pid, port: ports[name]?.port ?? null })),
  };
}

/** The URL that the service itself has, by another way. */
function databaseOf(service: string, manifests: readonly Manifest[], way: Way): string {
  const secret = manifests.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === `${service}-database`);
  const url = new URL(secret?.stringData?.['url'] ?? '');
  url.host = way.address;
  return url.href;
}
