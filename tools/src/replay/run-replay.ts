import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { demoAccounts } from '../client/demo-accounts.js';
import { ShopClient } from '../client/shop-client.js';
import { stopRequested } from '../infrastructure/stop-signal.js';
import { orderRecord, productRecord, readRecords } from './order-file.js';
import { inALoop, playOrders } from './play-orders.js';
import { reportProgress } from './progress.js';
import { parseReplayOptions } from './replay-options.js';
import type { ReplayOptions } from './replay-options.js';
import { prepareProducts, stockLevels } from './stock.js';
import { summarise } from './summary.js';
import type { Summary } from './summary.js';

/** @returns the exit code: 0 when everything adds up, 1 when not, 2 for a wrong command line */
export async function runReplay(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  let options: ReplayOptions;
  try {
    options = parseReplayOptions(args, env);
  } catch (error) {
    return complain(error, 2);
  }
  try {
    const summary = await replay(options);
    print(summary);
    if (options.json) await writeFile(options.json, `${JSON.stringify(summary, null, 2)}\n`);
    return summary.faults.length === 0 ? 0 : 1;
  } catch (error) {
    return complain(error, 1);
  }
}

async function replay(options: ReplayOptions): Promise<Summary> {
  const { orders: file, products, url, concurrency, unlimitedStock, loop } = options;
  const orders = await readRecords(file, orderRecord);
  const catalogue = products ? await readRecords(products, productRecord) : [];
  const [admin, customer] = [new ShopClient(url), new ShopClient(url)];
  try {
    await admin.signIn(demoAccounts.admin, demoAccounts.password);
    await customer.signIn(demoAccounts.customer, demoAccounts.password);
    if (catalogue.length > 0) process.stderr.write(`Listing ${catalogue.length} products …\n`);
    await prepareProducts(admin, catalogue, unlimitedStock);
    const before = await stockLevels(admin, orders);
    const progress = reportProgress('orders', loop ? undefined : orders.length);
    const started = performance.now();
    const waiting = loop ? inALoop(orders, whetherToStop()) : orders.values();
    const played = await playOrders(customer, waiting, { runId: randomUUID(), concurrency, onProgress: progress.at });
    const seconds = (performance.now() - started) / 1_000;
    progress.end();
    const after = await stockLevels(admin, orders);
    const expected = loop ? played.length : orders.length;
    const repeated = customer.repeatedRequests;
    return summarise({ expected, orders: played, before, after, unlimitedStock, seconds, repeated });
  } finally {
    await Promise.all([admin.close(), customer.close()]);
  }
}

/** With a signal no more orders are placed; those that are open are awaited. */
function whetherToStop(): () => boolean {
  let stop = false;
  void stopRequested().then(() => (stop = true));
  return () => stop;
}

function print({ placed, confirmed, cancelled, revenue, latency, seconds, repeated, faults }: Summary): void {
  const list = (values: Readonly<Record<string, number>>) =>
    Object.entries(values)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ') || 'none';
  const lines = [
    `placed      ${placed} in ${seconds} s (${Math.round(placed / seconds)}/s)`,
    `confirmed   ${confirmed}`,
    `cancelled   ${list(cancelled)}`,
    `revenue     ${list(revenue)} (minor units)`,
    `placed→end  p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms`,
    `sent again  ${list(repeated)}`,
    faults.length === 0
      ? 'Everything adds up: every order has ended, stock and money match the confirmed orders.'
      : `${faults.length} things do NOT add up:`,
    ...faults.slice(0, 50).map((fault) => `  ${fault}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function complain(error: unknown, code: number): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return code;
}
