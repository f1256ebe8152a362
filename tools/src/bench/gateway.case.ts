import type { BenchCase, BenchRun } from './bench-case.js';
import { startBenchInfrastructure } from './bench-infrastructure.js';
import { takeTurns } from './contenders.js';
import { measureBurst, warmUpBroker } from './measure-burst.js';
import type { Door } from './order-load.js';
import { resultOf } from './results.js';

const GATEWAY = 'through the gateway';
const DIRECT = 'the same requests sent to the order service';

/** What the one door costs: tokens are checked twice, limits kept, requests checked and forwarded. */
export const gatewayCase: BenchCase = {
  name: 'gateway',
  about:
    'The same burst with everything real: a process per service, provider and carrier over HTTP, mail over SMTP, each request with a token ' +
    'and an idempotency key, 256 in flight. Warm-up as in saga.',
  figures: ['gateway'],
  run: async (run) => {
    const infrastructure = await startBenchInfrastructure(run, 'gateway');
    const burst = (door: Door) => () =>
      measureBurst(infrastructure, { door, variant, warmUp: 1_000, orders: ordersOf(run) }, run.env);
    const turns = [
      { name: GATEWAY, measure: burst('gateway') },
      ...(run.options.baselines === 'measured' ? [{ name: DIRECT, measure: burst('order-service-with-keys') }] : []),
    ];
    try {
      await warmUpBroker(infrastructure, run);
      const samples = await takeTurns(turns, run.options.rounds, run.progress);
      const figure = { name: 'gateway', what: 'orders through the gateway, placed → confirmed', unit: 'orders/s' };
      return [resultOf(figure, samples.get(GATEWAY) ?? [], { name: DIRECT, samples: samples.get(DIRECT) ?? [] })];
    } finally {
      await infrastructure.stop();
    }
  },
};

const variant = { layout: 'many-processes', outsideWorld: 'simulators', commits: 'grouped' } as const;

function ordersOf({ options }: BenchRun): number {
  return options.orders ?? (options.size === 'quick' ? 1_500 : 3_000);
}
