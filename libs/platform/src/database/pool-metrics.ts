import { poolConnections, poolLimit, poolWaiting, sample } from '@shop/telemetry';
import type { Metrics } from '@shop/telemetry';
import type { Pool } from 'pg';

/** What the pool knows of itself, at each scrape. */
export function measurePool(pool: Pool, metrics: Metrics): void {
  metrics.state([poolConnections, poolWaiting, poolLimit], () => [
    sample(poolConnections, pool.idleCount, { state: 'idle' }),
    sample(poolConnections, pool.totalCount - pool.idleCount, { state: 'used' }),
    sample(poolWaiting, pool.waitingCount),
    sample(poolLimit, pool.options.max),
  ]);
}
