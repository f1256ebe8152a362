import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { awaitOrder } from '../client/await-order.js';
import { ShopClient } from '../client/shop-client.js';
import { runJest } from '../test-run/run-jest.js';
import { describeTally } from '../test-run/tally.js';
import type { Summary } from '../replay/summary.js';
import type { ComposeCheckOptions } from './compose-check-options.js';
import type { ComposeShop } from './compose-shop.js';
import { firstConfirmedOrder } from './first-order.js';
import { imageSizes, memoryUse, placedThrough } from './measures.js';
import { ordersWhile } from './orders-while.js';
import { ShopFile } from './shop-file.js';

export interface Check extends ComposeCheckOptions {
  /** For what the end-to-end suite reads and writes. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const BASE_IMAGE = 'node:24-bookworm-slim';
const IDLE_MS = 20_000;
const ORDERS = 300;
const REPLICAS = 3;

/** Brings the shop up, does to it what people do to containers, and gives what did not hold. Prints figures on stdout. */
export async function checkShop(shop: ComposeShop, check: Check): Promise<readonly string[]> {
  if (!check.built) await build(shop);
  for (const [image, size] of await imageSizes(await shop.images(), BASE_IMAGE)) print(`image ${image}`, size);
  await bringUp(shop);
  const handled = check.files.length === 0 ? await handle(shop) : [];
  return [...handled, ...(await endToEnd(shop, check))];
}

/** What people do to containers that run. */
async function handle(shop: ComposeShop): Promise<readonly string[]> {
  const kept = await survivesDown(shop);
  say(`idle for ${IDLE_MS / 1_000} s …`);
  await delay(IDLE_MS);
  const idle = await memoryUse(await shop.running());
  const restarted = await survivesRestarts(shop);
  for (const [name, mib] of await memoryUse(await shop.running())) {
    print(`memory of ${name}`, `${idle.get(name)} MiB idle, ${mib} MiB after ${ORDERS} orders`);
  }
  return [...kept, ...restarted, ...(await balances(shop))];
}

async function build(shop: ComposeShop): Promise<void> {
  say('building the images …');
  const started = performance.now();
  await shop.run('build');
  print('images built in', seconds(started));
}

async function bringUp(shop: ComposeShop): Promise<void> {
  say('docker compose up …');
  const started = performance.now();
  // The order is placed while the rest still comes up: that is what a person at a keyboard would do.
  const [order] = await Promise.all([firstConfirmedOrder(shop.gateway), shop.run('up', '--detach', '--no-build')]);
  print('from `docker compose up` to the first confirmed order', seconds(started));
  say(`order ${order.id} is confirmed`);
}

/** Keys, accounts and orders are on volumes: a token of before is good after, and its order is there. */
async function survivesDown(shop: ComposeShop): Promise<readonly string[]> {
  say('docker compose down, and up again …');
  const { token, id } = await signedInOrder(shop.gateway);
  await shop.run('down', '--timeout', '30');
  await shop.run('up', '--detach', '--no-build');
  const client = new ShopClient(shop.gateway).withToken(token);
  try {
    await awaitOrder(client, id, ['confirmed']);
    return [];
  } catch (error) {
    return [`what was there before \`docker compose down\` is not there after it: ${(error as Error).message}`];
  } finally {
    await client.close();
  }
}

async function signedInOrder(gateway: string): Promise<{ readonly token: string; readonly id: string }> {
  const { id } = await firstConfirmedOrder(gateway);
  const response = await fetch(`${gateway}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'customer@shop.test', password: 'demo-password' }),
  });
  const { accessToken } = (await response.json()) as { accessToken: string };
  return { token: accessToken, id };
}

async function survivesRestarts(shop: ComposeShop): Promise<readonly string[]> {
  say(`${ORDERS} orders, while order-service is restarted and payment-service is killed …`);
  const summary = await ordersWhile(shop.gateway, ORDERS, async () => {
    await shop.run('restart', 'order-service');
    const victim = (await shop.running()).find(({ service }) => service === 'payment-service');
    if (victim) process.kill(victim.pid, 'SIGKILL');
  });
  report('orders during a restart and a kill', summary);
  return summary.faults;
}

async function balances(shop: ComposeShop): Promise<readonly string[]> {
  say(`docker compose up --scale order-service=${REPLICAS} …`);
  await shop.run('up', '--detach', '--no-build', '--no-recreate', '--wait', '--scale', `order-service=${REPLICAS}`);
  const replicas = (await shop.running()).filter(({ service }) => service === 'order-service');
  const before = await Promise.all(replicas.map(placedThrough));
  const summary = await ordersWhile(shop.gateway, ORDERS, async () => undefined);
  const after = await Promise.all(replicas.map(placedThrough));
  const shares = after.map((count, replica) => count - (before[replica] ?? 0));
  report(`orders with ${REPLICAS} replicas of order-service, which took ${shares.join(', ')}`, summary);
  await shop.run('scale', '--no-deps', 'order-service=1');
  const isIdle = shares.length < REPLICAS || shares.some((count) => count === 0);
  return isIdle ? [...summary.faults, `not every replica was given orders: ${shares.join(', ')}`] : summary.faults;
}

async function endToEnd(shop: ComposeShop, { directory, env, signal, files }: Check): Promise<readonly string[]> {
  say('the end-to-end suite …');
  const file = await ShopFile.follow(shop, directory);
  try {
    const reportFile = join(directory, 'report.json');
    const own = { CHAOS_ORDERS: '1000', ...env, SHOP_DATA: directory };
    const tally = await runJest({ project: 'apps/shop-e2e', args: files, env: own, reportFile, workers: 1, signal });
    print('end-to-end suite', describeTally(tally));
    return tally.failed === 0 ? [] : [`${tally.failed} end-to-end tests`];
  } finally {
    file.stop();
  }
}

function report(what: string, { placed, latency, seconds: took }: Summary): void {
  print(what, `${placed} in ${took} s, placed→end p50 ${latency.p50} ms, p99 ${latency.p99} ms`);
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what}: ${figure}\n`);
}
