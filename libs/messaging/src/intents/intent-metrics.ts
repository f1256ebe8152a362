import { intentCallDuration, intentsOldestAge, intentsPending, sample } from '@shop/telemetry';
import type { Family, HistogramChild, Metrics } from '@shop/telemetry';
import type { Pool } from 'pg';

/** By the index of when they are due. More are as bad as these, so counting stops here. */
const WAITING = `
  SELECT kind, count(*)::int AS pending, max(greatest(0, extract(epoch FROM now() - created_at)))::float8 AS oldest_age
  FROM (SELECT kind, created_at FROM intents ORDER BY due_at LIMIT 100000) AS waiting
  GROUP BY kind`;

interface Row {
  readonly kind: string;
  readonly pending: number;
  readonly oldest_age: number;
}

/** What intents and their runner tell the metrics of their service. */
export class IntentMetrics {
  private readonly durations: Family<typeof intentCallDuration.labels, HistogramChild>;

  /** @param kinds those that are called here: each has a figure, also when none is pending */
  constructor(metrics: Metrics, pool: Pool, kinds: () => Iterable<string>) {
    this.durations = metrics.histogram(intentCallDuration);
    metrics.read([intentsPending, intentsOldestAge], async () => {
      const { rows } = await pool.query<Row>({ name: 'intents-waiting', text: WAITING });
      return [...kinds()].flatMap((kind) => {
        const { pending = 0, oldest_age: oldestAge = 0 } = rows.find((row) => row.kind === kind) ?? {};
        return [sample(intentsPending, pending, { kind }), sample(intentsOldestAge, oldestAge, { kind })];
      });
    });
  }

  called(kind: string, outcome: 'ended' | 'postponed', milliseconds: number): void {
    this.durations.of({ kind, outcome }).observe(milliseconds / 1000);
  }
}
