import type { BenchRun } from './bench-case.js';
import type { BenchInfrastructure } from './bench-infrastructure.js';
import type { Sample } from './contenders.js';
import { cpuPerUnit, cpuTimes } from './cpu-time.js';
import { openOrderLoad, placeBurst } from './order-load.js';
import type { Door, OrderLoad } from './order-load.js';
import { ShopProgress } from './shop-progress.js';
import { startShopUnderTest } from './shop-under-test.js';
import type { ShopUnderTest, ShopVariant } from './shop-under-test.js';

export interface Burst {
  readonly door: Door;
  readonly variant: ShopVariant;
  readonly warmUp: number;
  readonly orders: number;
}

/** A shop is started, warmed up by orders that do not count, given a burst, and stopped. The value is orders/s, placed → confirmed. */
export async function measureBurst(
  infrastructure: BenchInfrastructure,
  { door, variant, warmUp, orders }: Burst,
  env: NodeJS.ProcessEnv,
): Promise<Sample> {
  const shop = await startShopUnderTest(infrastructure, variant, env);
  try {
    const [load, progress] = [await openOrderLoad(shop, door), await ShopProgress.of(shop)];
    try {
      await placeBurst(load, warmUp);
      await progress.allConfirmed();
      await progress.drained();
      return await timedBurst(shop, load, progress, orders);
    } finally {
      await Promise.all([load.close(), progress.close()]);
    }
  } finally {
    await shop.stop();
  }
}

/** A broker that has just been started compiles its code for a while: whoever has the first turn must not pay for that. */
export async function warmUpBroker(infrastructure: BenchInfrastructure, { env, progress }: BenchRun): Promise<void> {
  progress('warming up the broker: a burst that does not count …');
  const variant = { layout: 'many-processes', outsideWorld: 'in-process', commits: 'grouped' } as const;
  await measureBurst(infrastructure, { door: 'order-service', variant, warmUp: 1_000, orders: 2_000 }, env);
}

/** The clock stops when the last order is confirmed; CPU is counted on until the shop is drained, for mails belong to an order, too. */
async function timedBurst(
  shop: ShopUnderTest,
  load: OrderLoad,
  progress: ShopProgress,
  orders: number,
): Promise<Sample> {
  const confirmedBefore = await progress.confirmed();
  const before = cpuTimes(shop.processes());
  const start = performance.now();
  const perSecond = () => orders / ((performance.now() - start) / 1_000);
  await placeBurst(load, orders);
  const placed = perSecond();
  await progress.allConfirmed();
  const confirmed = perSecond();
  await progress.drained();
  const drained = perSecond();
  const after = cpuTimes(shop.processes());
  const missing = orders - ((await progress.confirmed()) - confirmedBefore);
  if (missing !== 0) throw new Error(`${missing} of ${orders} orders were not confirmed.`);
  return {
    value: confirmed,
    cpu: cpuPerUnit(before, after, orders),
    also: { placed, drained, 'requests sent again': load.sentAgain() },
  };
}
