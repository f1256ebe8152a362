import { setTimeout as delay } from 'node:timers/promises';
import type { BenchCase, BenchRun } from './bench-case.js';
import { startBenchInfrastructure } from './bench-infrastructure.js';
import type { BenchInfrastructure } from './bench-infrastructure.js';
import { takeTurns } from './contenders.js';
import type { Samples } from './contenders.js';
import { cpuPerUnit, cpuTimes, shopCpu } from './cpu-time.js';
import { memoryUse } from './memory-use.js';
import { resultOf } from './results.js';
import { ShopProgress } from './shop-progress.js';
import { startShopUnderTest } from './shop-under-test.js';
import type { ShopVariant } from './shop-under-test.js';

const MANY = 'a process per service';
const ONE = 'all services in one process';

const figures = [
  { name: 'idle.memory', what: 'memory (PSS) of the idle shop, infrastructure and simulators with it', unit: 'MiB' },
  { name: 'idle.cpu', what: 'CPU of the idle shop, infrastructure and simulators with it', unit: '% of a core' },
] as const;

/** What the shop costs while nobody orders. */
export const idleCase: BenchCase = {
  name: 'idle',
  about:
    'The whole shop, started, drained and left alone for 10 s, then watched for 20 s (quick: 10 s). µs are per second.',
  figures: figures.map(({ name }) => name),
  run: async (run, wanted) => {
    const infrastructure = await startBenchInfrastructure(run, 'idle');
    const turn = (name: string, layout: ShopVariant['layout']) => ({
      name,
      measure: () => measureIdle(layout, run, infrastructure),
    });
    const baselines = run.options.baselines === 'measured' ? [turn(ONE, 'one-process')] : [];
    try {
      const outcomes = await takeTurns([turn(MANY, 'many-processes'), ...baselines], run.options.rounds, run.progress);
      const samplesOf = (contender: string, figure: string) =>
        (outcomes.get(contender) ?? []).flatMap((samples) => samples[figure] ?? []);
      return figures
        .filter(({ name }) => wanted.has(name))
        .map((figure) =>
          resultOf(figure, samplesOf(MANY, figure.name), { name: ONE, samples: samplesOf(ONE, figure.name) }),
        );
    } finally {
      await infrastructure.stop();
    }
  },
};

async function measureIdle(
  layout: ShopVariant['layout'],
  { options, env }: BenchRun,
  infrastructure: BenchInfrastructure,
): Promise<Samples> {
  const seconds = options.size === 'quick' ? 10 : 20;
  const shop = await startShopUnderTest(
    infrastructure,
    { layout, outsideWorld: 'simulators', commits: 'grouped' },
    env,
  );
  try {
    const progress = await ShopProgress.of(shop);
    await progress.drained();
    await progress.close();
    await delay(10_000);
    const before = cpuTimes(shop.processes());
    await delay(seconds * 1_000);
    const cpu = cpuPerUnit(before, cpuTimes(shop.processes()), seconds);
    const memory = memoryUse(shop.processes());
    return {
      'idle.memory': { value: Object.values(memory).reduce((sum, value) => sum + value, 0), cpu: {}, also: memory },
      'idle.cpu': { value: shopCpu(cpu) / 10_000, cpu, also: {} },
    };
  } finally {
    await shop.stop();
  }
}
