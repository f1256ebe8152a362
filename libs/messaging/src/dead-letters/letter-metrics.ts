import { deadLettersOpen, sample } from '@shop/telemetry';
import type { Metrics } from '@shop/telemetry';
import type { Pool } from 'pg';

/** How many letters wait for an operator. They stay in the table for weeks once decided: the index of open ones has these alone. */
export function measureOpenLetters(pool: Pool, metrics: Metrics): void {
  metrics.read([deadLettersOpen], async () => {
    const { rows } = await pool.query<{ open: number }>({
      name: 'count-open-dead-letters',
      text: `SELECT count(*)::int AS open FROM (
               SELECT FROM dead_letters WHERE status = 'open' ORDER BY kind, id LIMIT 100000) AS letters`,
    });
    return [sample(deadLettersOpen, rows[0]?.open ?? 0)];
  });
}
