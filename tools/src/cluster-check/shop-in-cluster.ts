import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import type { OrderReceipt } from '@shop/api-contracts';
import { awaitOrder } from '../client/await-order.js';
import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient, ShopError } from '../client/shop-client.js';
import { repositoryRoot } from '../infrastructure/repository.js';
import { awaitPods, itemsOf } from './await-pods.js';
import type { Kubectl } from './kubectl.js';
import { asList, inNamespace, render } from './manifest.js';
import type { Manifest } from './manifest.js';
import { forServer } from './older-server.js';
import { PortForward } from './port-forward.js';

const READY_WITHIN_MS = 600_000;
const LEFT_WITHIN_MS = 120_000;
const CATALOGUE_WITHIN_MS = 60_000;
const POLL_MS = 1_000;

const secondsSince = (startedAt: number) => Math.round((Date.now() - startedAt) / 1_000);

/** The local overlay in a namespace of its own. */
export class ShopInCluster {
  /** As the overlay renders; none before `bringUp`. */
  manifests: readonly Manifest[] = [];

  constructor(
    private readonly kubectl: Kubectl,
    private readonly show: (line: string) => void,
  ) {}

  async bringUp(): Promise<{ readonly pods: number; readonly seconds: number }> {
    await this.remove(); // of a check that was killed
    const minor = await this.serverMinor();
    this.manifests = await render(join(repositoryRoot, 'k8s/overlays/local'));
    const list = asList(forServer(minor, inNamespace(this.kubectl.namespace, this.manifests)));
    const startedAt = Date.now();
    // Strict on a server that can be: an older one does not know all fields, and leaves them out.
    await this.kubectl.run(['apply', '--filename=-', `--validate=${minor >= 30 ? 'strict' : 'false'}`], list);
    const pods = await awaitPods(this.kubectl, READY_WITHIN_MS, this.show);
    return { pods, seconds: secondsSince(startedAt) };
  }

  /** By hand, as it were: through the gateway, from outside. @returns milliseconds from placed to confirmed */
  async confirmOneOrder(): Promise<number> {
    const forward = await PortForward.open(this.kubectl, 'api-gateway', 3000);
    const client = new ShopClient(`http://${forward.address}`);
    try {
      await client.signIn(demoAccounts.customer, demoAccounts.password);
      const { id, askedAt } = await placeFirst(client);
      await awaitOrder(client, id, ['confirmed']);
      return Date.now() - askedAt;
    } finally {
      await client.close();
      forward.close();
    }
  }

  /** Waits until no pod is on its way out. */
  async untilNobodyLeaves(): Promise<void> {
    type Pod = { readonly metadata: { readonly deletionTimestamp?: string } };
    for (const deadline = Date.now() + LEFT_WITHIN_MS; Date.now() < deadline; await delay(POLL_MS)) {
      const pods = await itemsOf<Pod>(this.kubectl, 'pods');
      if (pods.every(({ metadata }) => metadata.deletionTimestamp === undefined)) return;
    }
  }

  /** As the overlay has it, with its tag. */
  imageOf(app: string): string {
    const image = new RegExp(`"image":"([^"]*shop/${app}:[^"]*)"`).exec(JSON.stringify(this.manifests))?.[1];
    if (image === undefined) throw new Error(`No image of ${app} is in the local overlay.`);
    return image;
  }

  /** What somebody would ask first: the pods, and the last words of those that are not ready. */
  async showTrouble(): Promise<void> {
    const pods = await this.kubectl.run(['get', 'pods', '--output=wide']).catch(String);
    process.stderr.write(`${pods}\n`);
    for (const [name] of pods.matchAll(/^\S+(?= +0\/1 +[^C ])/gm)) {
      const log = await this.kubectl.run(['logs', name, '--tail=5']).catch(String);
      process.stderr.write(`${name}:\n${log}\n`);
    }
  }

  /** @returns seconds until it was gone */
  async remove(): Promise<number> {
    const startedAt = Date.now();
    await this.kubectl.run(['delete', 'namespace', this.kubectl.namespace, '--ignore-not-found', '--timeout=300s']);
    return secondsSince(startedAt);
  }

  private async serverMinor(): Promise<number> {
    const { serverVersion } = await this.kubectl.json<{ serverVersion: { minor: string } }>(['version']);
    return Number.parseInt(serverVersion.minor, 10); // some add a plus sign
  }
}

/** The order service hears of the seeded products by events: until then it knows none of them. */
async function placeFirst(client: ShopClient): Promise<{ readonly id: string; readonly askedAt: number }> {
  const shippingAddress = { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' };
  const items = [{ sku: 'DEMO-PLENTY', quantity: 1 }];
  const order = { items, shippingAddress, payment: { method: 'card', token: 'tok_visa' } };
  for (const deadline = Date.now() + CATALOGUE_WITHIN_MS; ; await delay(POLL_MS)) {
    const askedAt = Date.now();
    try {
      const { id } = await client.post<OrderReceipt>('/orders', order, { 'idempotency-key': randomUUID() });
      return { id, askedAt };
    } catch (error) {
      const mayPass = error instanceof ShopError && error.status === 400 && askedAt < deadline;
      if (!mayPass) throw error;
    }
  }
}
