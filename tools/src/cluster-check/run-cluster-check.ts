import { stopRequested } from '../infrastructure/stop-signal.js';
import { describeTally } from '../test-run/tally.js';
import { chooseContext } from './choose-context.js';
import { parseClusterCheckOptions } from './cluster-check-options.js';
import type { ClusterCheckOptions } from './cluster-check-options.js';
import { endToEndFiles, runEndToEnd } from './end-to-end.js';
import { Kubectl } from './kubectl.js';
import { lossesOf } from './losses.js';
import { orderFiles } from './order-files.js';
import type { OrderFiles } from './order-files.js';
import { ReplayPod } from './replay-pod.js';
import { killOnePodOf, restartEveryDeployment } from './rolling-restart.js';
import { ShopInCluster } from './shop-in-cluster.js';

/** Beside a `shop` that may be there already. */
const NAMESPACE = 'shop-check';
const VICTIM = 'order-service';
const STOPPED = 130;

const print = (line: string) => void process.stdout.write(`${line}\n`);
const show = (line: string) => void process.stderr.write(`  ${line}\n`);
const complain = (error: unknown) =>
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);

/** @returns the exit code: 0 when all holds, or when there is no cluster; 1 when something does not; 2 for a wrong command line */
export async function runClusterCheck(args: readonly string[]): Promise<number> {
  try {
    const options = parseClusterCheckOptions(args);
    const files = await orderFiles(options.orders, options.products); // before the minutes that a shop takes to come up
    const chosen = await chooseContext(options.context);
    if ('context' in chosen) return await checkIn(new Kubectl(chosen.context, NAMESPACE), options, files);
    print(`cluster:check is left out: ${chosen.none}.`);
    return options.context === undefined ? 0 : 1;
  } catch (error) {
    complain(error);
    return 2;
  }
}

async function checkIn(kubectl: Kubectl, options: ClusterCheckOptions, orders: OrderFiles): Promise<number> {
  print(`context     ${kubectl.context}, namespace ${kubectl.namespace}`);
  const stopping = new AbortController();
  const stopped = stopRequested().then(() => stopping.abort());
  const shop = new ShopInCluster(kubectl, show);
  try {
    const checked = check(shop, kubectl, orders, options.files, stopping.signal);
    checked.catch(() => undefined); // with a signal nobody waits for it any more
    const faults = await Promise.race([checked, stopped]);
    if (!faults) return STOPPED;
    for (const fault of faults) print(`FAILED      ${fault}`);
    return faults.length === 0 ? 0 : 1;
  } catch (error) {
    complain(error);
    await shop.showTrouble();
    return 1;
  } finally {
    if (!options.keep) print(`namespace   gone after ${await shop.remove()} s`);
  }
}

/** @returns what did not hold */
async function check(
  shop: ShopInCluster,
  kubectl: Kubectl,
  orders: OrderFiles,
  files: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { pods, seconds } = await shop.bringUp();
  print(`pods        ${pods} ready after ${seconds} s`);
  print(`first order confirmed after ${await shop.confirmOneOrder()} ms`);
  await ReplayPod.prepare(kubectl, orders);
  const lost = await replayWhileOneIsKilled(shop, kubectl);
  const noticed = await replayWhileAllAreRestarted(shop, kubectl);
  const suite = files.length > 0 ? files : endToEndFiles;
  const tally = await runEndToEnd(kubectl, shop.manifests, suite, signal);
  print(`end to end  ${describeTally(tally)}`);
  return [...lost, ...noticed, ...(tally.failed > 0 ? [`${tally.failed} end-to-end tests`] : [])];
}

/** Requests may fail then and be sent again; orders may not be lost. */
async function replayWhileOneIsKilled(shop: ShopInCluster, kubectl: Kubectl): Promise<readonly string[]> {
  const replay = await ReplayPod.start(kubectl, 'replay-kill', shop.imageOf('tools'));
  await replay.hasPlayed(1);
  const pod = await killOnePodOf(kubectl, VICTIM);
  const { lost, figures } = lossesOf(await replay.summary());
  print(`killed      ${pod}: ${figures}`);
  return lost;
}

/** A client must not notice, and no order may be lost. */
async function replayWhileAllAreRestarted(shop: ShopInCluster, kubectl: Kubectl): Promise<readonly string[]> {
  const replay = await ReplayPod.start(kubectl, 'replay-restart', shop.imageOf('tools'), ['--loop']);
  await replay.hasPlayed(1);
  const startedAt = Date.now();
  const names = await restartEveryDeployment(kubectl, show);
  const seconds = Math.round((Date.now() - startedAt) / 1_000);
  await shop.untilNobodyLeaves(); // the old pods still drain
  await replay.askToStop();
  const { lost, noticed, figures } = lossesOf(await replay.summary());
  print(`restarted   ${names.length} Deployments in ${seconds} s: ${figures}`);
  return [...lost, ...noticed];
}
