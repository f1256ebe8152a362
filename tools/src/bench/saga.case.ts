import { join } from 'node:path';
import type { BenchCase, BenchRun, Result } from './bench-case.js';
import { startBenchInfrastructure } from './bench-infrastructure.js';
import type { BenchInfrastructure } from './bench-infrastructure.js';
import { takeTurns } from './contenders.js';
import type { Contender } from './contenders.js';
import { measureBurst, warmUpBroker } from './measure-burst.js';
import { measureChild } from './measure-child.js';
import { resultOf } from './results.js';
import type { ShopVariant } from './shop-under-test.js';

interface SagaFigure {
  readonly name: string;
  readonly what: string;
  readonly layout: ShopVariant['layout'];
  readonly outsideWorld: ShopVariant['outsideWorld'];
  readonly against: 'per-message' | 'floor';
}

const figures: readonly SagaFigure[] = [
  {
    name: 'saga.in-process',
    what: 'a process per service, the outside world answered in process',
    layout: 'many-processes',
    outsideWorld: 'in-process',
    against: 'per-message',
  },
  {
    name: 'saga.in-process.floor',
    what: 'the same against the floor: pg alone writes the same rows, 200 orders a transaction',
    layout: 'many-processes',
    outsideWorld: 'in-process',
    against: 'floor',
  },
  {
    name: 'saga.one-process',
    what: 'all services in one process, the outside world answered in process',
    layout: 'one-process',
    outsideWorld: 'in-process',
    against: 'per-message',
  },
  {
    name: 'saga.simulators',
    what: 'a process per service, provider and carrier over HTTP, mail over SMTP',
    layout: 'many-processes',
    outsideWorld: 'simulators',
    against: 'per-message',
  },
];

const FLOOR = 'pg alone, 200 orders/transaction, 2 at a time';

/** Orders per second from the first one sent to the last one confirmed, the whole saga through. */
export const sagaCase: BenchCase = {
  name: 'saga',
  about:
    'Burst of orders, placed → confirmed, by real services over Kafka; placed at the order service with 256 in flight. Each shop is started ' +
    'anew, and warmed up with 3,000 orders that do not count. CPU is counted until outboxes and intents are empty (mails sent). Per-message: GROUP_COMMIT_MAX=1, 8 transactions at a time in each service.',
  figures: figures.map(({ name }) => name),
  run: async (run, wanted) => {
    const chosen = figures.filter(({ name }) => wanted.has(name));
    const infrastructure = await startBenchInfrastructure(run, 'saga');
    try {
      await warmUpBroker(infrastructure, run);
      const turns = contendersOf(chosen, run, infrastructure);
      const samples = await takeTurns([...turns.values()], run.options.rounds, run.progress);
      return chosen.map((figure): Result => {
        const [own, other] = [contenderOf(figure, 'grouped'), baselineOf(figure)];
        const { name, what } = figure;
        const against = { name: other, samples: samples.get(other) ?? [] };
        return resultOf({ name, what, unit: 'orders/s' }, samples.get(own) ?? [], against);
      });
    } finally {
      await infrastructure.stop();
    }
  },
};

function contenderOf({ layout, outsideWorld }: SagaFigure, commits: ShopVariant['commits']): string {
  return `${layout === 'one-process' ? 'one process' : 'many processes'}, ${outsideWorld}, ${commits} transactions`;
}

function baselineOf(figure: SagaFigure): string {
  return figure.against === 'floor' ? FLOOR : contenderOf(figure, 'per-message');
}

/** A contender may serve several figures. */
function contendersOf(
  chosen: readonly SagaFigure[],
  run: BenchRun,
  infrastructure: BenchInfrastructure,
): ReadonlyMap<string, Contender> {
  const contenders = new Map<string, Contender>();
  const add = (name: string, measure: Contender['measure']) => contenders.set(name, { name, measure });
  for (const figure of chosen) {
    const commits =
      run.options.baselines === 'measured' ? (['grouped', 'per-message'] as const) : (['grouped'] as const);
    for (const kind of figure.against === 'per-message' ? commits : (['grouped'] as const)) {
      add(contenderOf(figure, kind), () => measureShop(figure, kind, run, infrastructure));
    }
    if (figure.against === 'floor' && run.options.baselines === 'measured') {
      add(FLOOR, () => measureFloor(run, infrastructure));
    }
  }
  return contenders;
}

function measureShop(
  { layout, outsideWorld }: SagaFigure,
  commits: ShopVariant['commits'],
  { options, env }: BenchRun,
  infrastructure: BenchInfrastructure,
) {
  // A transaction per message is several times slower, and as steady after fewer orders.
  const full = commits === 'grouped' ? 10_000 : 3_000;
  const orders = options.orders ?? (options.size === 'quick' ? 1_500 : full);
  const variant = { layout, outsideWorld, commits };
  return measureBurst(infrastructure, { door: 'order-service', variant, warmUp: 3_000, orders }, env);
}

async function measureFloor({ options, env }: BenchRun, { createDatabase, processes }: BenchInfrastructure) {
  const orders = options.size === 'quick' ? 10_000 : 20_000;
  return measureChild({
    script: join(import.meta.dirname, 'floor/write-rows.js'),
    task: { url: await createDatabase('floor'), orders, warmUp: 4_000, batch: 200, lanes: 2 },
    env,
    servers: processes,
  });
}
