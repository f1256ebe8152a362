import type { BenchCase, BenchRun, Result } from './bench-case.js';
import { startBenchInfrastructure } from './bench-infrastructure.js';
import type { BenchInfrastructure } from './bench-infrastructure.js';
import { takeTurns } from './contenders.js';
import type { Samples } from './contenders.js';
import { latencyFigures, latencySamples } from './latency-samples.js';
import { warmUpBroker } from './measure-burst.js';
import { openOrderLoad, placeAtRate, placeBurst } from './order-load.js';
import { resultOf } from './results.js';
import { ShopProgress } from './shop-progress.js';
import { startShopUnderTest } from './shop-under-test.js';
import type { ShopVariant } from './shop-under-test.js';

const rates = [10, 100, 300] as const;
const GROUPED = 'grouped transactions';
const PER_MESSAGE = 'the same with a transaction per message';

/** How long an order takes while others come at a steady rate, whatever becomes of them. */
export const latencyCase: BenchCase = {
  name: 'latency',
  about:
    'Orders through the gateway at a fixed rate (open loop), everything real. confirmed: from when an order was due to be sent until the broker ' +
    'has acknowledged its confirmation; decided: until the confirmation was decided; outbox: from the transaction that wrote an event to its ' +
    'acknowledgement, all services. Warm: 1,000 orders in a burst, then 3 s at the rate.',
  figures: rates.map((rate) => `latency.${rate}`),
  run: async (run, wanted) => {
    const chosen = rates.filter((rate) => wanted.has(`latency.${rate}`));
    const infrastructure = await startBenchInfrastructure(run, 'latency');
    const turn = (name: string, commits: ShopVariant['commits']) => ({
      name,
      measure: () => measureRates(chosen, commits, run, infrastructure),
    });
    const baselines = run.options.baselines === 'measured' ? [turn(PER_MESSAGE, 'per-message')] : [];
    try {
      await warmUpBroker(infrastructure, run);
      const outcomes = await takeTurns([turn(GROUPED, 'grouped'), ...baselines], run.options.rounds, run.progress);
      return chosen.flatMap((rate) =>
        latencyFigures(rate).map((figure): Result => {
          const samplesOf = (name: string) =>
            (outcomes.get(name) ?? []).flatMap((samples) => samples[figure.name] ?? []);
          return resultOf(figure, samplesOf(GROUPED), { name: PER_MESSAGE, samples: samplesOf(PER_MESSAGE) });
        }),
      );
    } finally {
      await infrastructure.stop();
    }
  },
};

async function measureRates(
  chosen: readonly number[],
  commits: ShopVariant['commits'],
  { options, env }: BenchRun,
  infrastructure: BenchInfrastructure,
): Promise<Samples> {
  const seconds = options.size === 'quick' ? 8 : 20;
  const shop = await startShopUnderTest(infrastructure, { ...everythingReal, commits }, env);
  try {
    const [load, progress] = [await openOrderLoad(shop, 'gateway'), await ShopProgress.of(shop)];
    await placeBurst(load, 1_000);
    let samples: Samples = {};
    for (const rate of chosen) {
      await placeAtRate(load, rate, 3);
      await progress.drained();
      samples = { ...samples, ...(await latencySamples(shop, progress, rate, () => placeAtRate(load, rate, seconds))) };
    }
    await Promise.all([load.close(), progress.close()]);
    return samples;
  } finally {
    await shop.stop();
  }
}

const everythingReal = { layout: 'many-processes', outsideWorld: 'simulators' } as const;
