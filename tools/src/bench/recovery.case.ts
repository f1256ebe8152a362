import type { BenchCase, BenchRun } from './bench-case.js';
import { startBenchInfrastructure } from './bench-infrastructure.js';
import type { BenchInfrastructure } from './bench-infrastructure.js';
import { takeTurns } from './contenders.js';
import type { Samples } from './contenders.js';
import { killAndRecover } from './kill-and-recover.js';
import { openOrderLoad, placeBurst } from './order-load.js';
import { resultOf } from './results.js';
import { ShopProgress } from './shop-progress.js';
import { startShopUnderTest } from './shop-under-test.js';
import { SteadyLoad } from './steady-load.js';
import { victims } from './victims.js';
import type { Victim } from './victims.js';

const BASELINE = 'until the killed process is ready again';
const PER_SECOND = 50;

/** How long a killed process is felt. */
export const recoveryCase: BenchCase = {
  name: 'recovery',
  about:
    `SIGKILL at a steady ${PER_SECOND} orders/s through the gateway, everything real; clients try again under the same key. Recovered: from the ` +
    'kill to the first moment from which on, for 3 s, no order and no request is older than 1 s unfinished and no outbox row than 1 s unsent. ' +
    'Warm: 1,000 orders in a burst, then 5 s at the rate.',
  figures: victims.map(({ name }) => `recovery.${name}`),
  run: async (run, wanted) => {
    const chosen = victims.filter(({ name }) => wanted.has(`recovery.${name}`));
    const infrastructure = await startBenchInfrastructure(run, 'recovery');
    const measure = () => measureKills(chosen, run, infrastructure);
    try {
      const rounds =
        (await takeTurns([{ name: 'kills', measure }], run.options.rounds, run.progress)).get('kills') ?? [];
      const samplesOf = (name: string) => rounds.flatMap((samples) => samples[name] ?? []);
      return chosen.map(({ name }) => {
        const figure = { name: `recovery.${name}`, what: `${name} killed at ${PER_SECOND} orders/s`, unit: 's' };
        return resultOf(figure, samplesOf(name), { name: BASELINE, samples: samplesOf(`${name} ready`) });
      });
    } finally {
      await infrastructure.stop();
    }
  },
};

async function measureKills(
  chosen: readonly Victim[],
  { env }: BenchRun,
  infrastructure: BenchInfrastructure,
): Promise<Samples> {
  const variant = { layout: 'many-processes', outsideWorld: 'simulators', commits: 'grouped' } as const;
  const shop = await startShopUnderTest(infrastructure, variant, env);
  try {
    const [load, progress] = [await openOrderLoad(shop, 'gateway'), await ShopProgress.of(shop)];
    await placeBurst(load, 1_000);
    await progress.drained();
    let samples: Samples = {};
    for (const victim of chosen) {
      const sentAgain = load.sentAgain();
      const steady = SteadyLoad.start(load, PER_SECOND);
      const { readySeconds, recoveredSeconds } = await killAndRecover(shop, victim, progress, steady);
      await steady.stop();
      const also = { 'requests sent again': load.sentAgain() - sentAgain };
      await progress.allConfirmed();
      await progress.drained();
      const sample = (value: number) => ({ value, cpu: {}, also });
      samples = { ...samples, [victim.name]: sample(recoveredSeconds), [`${victim.name} ready`]: sample(readySeconds) };
    }
    await Promise.all([load.close(), progress.close()]);
    return samples;
  } finally {
    await shop.stop();
  }
}
