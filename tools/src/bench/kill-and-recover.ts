import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '../infrastructure/wait-until.js';
import { now } from './order-load.js';
import type { ShopProgress } from './shop-progress.js';
import type { ShopUnderTest } from './shop-under-test.js';
import type { SteadyLoad } from './steady-load.js';
import type { Victim } from './victims.js';

const BEFORE_MS = 5_000;
const ASK_EVERY_MS = 100;
const LATE_MS = 1_000;
const STEADY_MS = 3_000;
const GIVE_UP_MS = 120_000;

export interface Recovery {
  readonly readySeconds: number;
  readonly recoveredSeconds: number;
}

/** Kills one process outright; its supervisor starts it again, as the demo's does. @throws Error if the shop did not keep up before */
export async function killAndRecover(
  shop: ShopUnderTest,
  victim: Victim,
  progress: ShopProgress,
  load: SteadyLoad,
): Promise<Recovery> {
  await delay(BEFORE_MS);
  const isKeepingUp = await waitUntil(() => isWell(progress, load), { timeoutMs: GIVE_UP_MS, everyMs: ASK_EVERY_MS });
  if (!isKeepingUp) throw new Error('The shop cannot keep up with the load, even before anything is killed.');
  const found = shop.processes().find(({ name }) => name === victim.name);
  if (found === undefined) throw new Error(`${victim.name} is not running.`);
  const killedAt = now();
  process.kill(found.pid, 'SIGKILL');
  let readyAt: number | undefined;
  let wellSince: number | undefined;
  while (wellSince === undefined || now() - wellSince < STEADY_MS) {
    await delay(ASK_EVERY_MS);
    if (now() - killedAt > GIVE_UP_MS) throw new Error(`The shop has not recovered in ${GIVE_UP_MS / 1_000} s.`);
    const askedAt = now();
    const [ready, well] = await Promise.all([victim.isReady(shop), isWell(progress, load)]);
    if (ready) readyAt ??= askedAt;
    wellSince = ready && well ? (wellSince ?? askedAt) : undefined;
  }
  const seconds = (at: number) => (at - killedAt) / 1_000;
  return { readySeconds: seconds(readyAt ?? wellSince), recoveredSeconds: seconds(wellSince) };
}

async function isWell(progress: ShopProgress, load: SteadyLoad): Promise<boolean> {
  return load.longestWait() < LATE_MS && !(await progress.isLate(LATE_MS));
}
