import { join } from 'node:path';
import type { BenchCase, BenchRun } from './bench-case.js';
import { startBenchInfrastructure } from './bench-infrastructure.js';
import type { BenchInfrastructure } from './bench-infrastructure.js';
import { takeTurns } from './contenders.js';
import type { Contender } from './contenders.js';
import { fillBacklog, forgetGroup } from './inbox/backlog.js';
import type { InboxTask } from './inbox/inbox-task.js';
import { measureChild } from './measure-child.js';
import { resultOf } from './results.js';

const OURS = 'inbox, effect and outbox, group commit';
const baselines = [
  { figure: 'inbox', concurrency: 1, name: 'stock Transport.KAFKA, one TypeORM save per message' },
  { figure: 'inbox.concurrent', concurrency: 3, name: 'the same with partitionsConsumedConcurrently 3' },
] as const;

const sizes = {
  full: { backlog: 35_000, ours: { warmUp: 5_000, messages: 30_000 }, stock: { warmUp: 1_000, messages: 4_000 } },
  quick: { backlog: 25_000, ours: { warmUp: 5_000, messages: 20_000 }, stock: { warmUp: 500, messages: 1_500 } },
} as const;

/** Messages per second of one service, against what Nest's documentation would have you write. */
export const inboxCase: BenchCase = {
  name: 'inbox',
  about:
    'One process reads a backlog of events (3 partitions) from its beginning. Ours remembers each in the inbox, writes one row, publishes one ' +
    'event, and is done when those are acknowledged; stock writes the same row and nothing else. Warm: ours after 5,000 messages, stock ' +
    'after 1,000 (quick: 500); its rate is that of the next 4,000 (quick: 1,500).',
  figures: baselines.map(({ figure }) => figure),
  run: async (run, wanted) => {
    const infrastructure = await startBenchInfrastructure(run, 'inbox');
    try {
      run.progress('filling the backlog …');
      await fillBacklog(infrastructure.kafkaBrokers, sizes[run.options.size].backlog);
      const chosen = baselines.filter(({ figure }) => wanted.has(figure));
      const turns = [oursIn(run, infrastructure), ...stocksIn(run, infrastructure, chosen)];
      const samples = await takeTurns(turns, run.options.rounds, run.progress);
      return chosen.map(({ figure, name }) => {
        const what = 'messages of a backlog handled by one service';
        const against = { name, samples: samples.get(name) ?? [] };
        return resultOf({ name: figure, what, unit: 'messages/s' }, samples.get(OURS) ?? [], against);
      });
    } finally {
      await infrastructure.stop();
    }
  },
};

function oursIn(run: BenchRun, infrastructure: BenchInfrastructure): Contender {
  const measure = async () => {
    await forgetGroup(infrastructure.kafkaBrokers, 'payment-service');
    return measureScript('ours', { ...sizes[run.options.size].ours, concurrency: 1 }, run, infrastructure);
  };
  return { name: OURS, measure };
}

function stocksIn(
  run: BenchRun,
  infrastructure: BenchInfrastructure,
  chosen: readonly (typeof baselines)[number][],
): readonly Contender[] {
  if (run.options.baselines === 'left-out') return [];
  const size = sizes[run.options.size].stock;
  return chosen.map(({ name, concurrency }) => ({
    name,
    measure: () => measureScript('stock', { ...size, concurrency }, run, infrastructure),
  }));
}

let databases = 0;

async function measureScript(
  script: 'ours' | 'stock',
  sized: Omit<InboxTask, 'brokers' | 'url'>,
  { env }: BenchRun,
  { kafkaBrokers: brokers, createDatabase, processes }: BenchInfrastructure,
) {
  const url = await createDatabase(`inbox_${(databases += 1)}`);
  const task: InboxTask = { brokers, url, ...sized };
  return measureChild({ script: join(import.meta.dirname, `inbox/${script}.js`), task, env, servers: processes });
}
