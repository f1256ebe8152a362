import {
  outboxHeld,
  outboxOldestAge,
  outboxPending,
  outboxPublishDelay,
  outboxSendFailures,
  outboxSent,
  sample,
} from '@shop/telemetry';
import type { CounterChild, Family, HistogramChild, Metrics } from '@shop/telemetry';
import type { Pool } from 'pg';
import type { HeldMessage } from './held-messages.js';
import type { PendingMessage } from './outbox-rows.js';

/** More are as bad as these; counting stops here, so that a scrape costs little when most is at stake. */
const COUNTED_UP_TO = 100_000;

/**
 * One walk in the order of the index of what is unpublished, as the relay reads it: in any other way PostgreSQL would look at the rows of
 * the dead entries that published ones leave in it, all of them, every time (see relay-session.ts).
 */
export const BACKLOG = `
  SELECT count(*)::int AS pending, greatest(0, extract(epoch FROM now() - min(created_at)))::float8 AS oldest_age
  FROM (SELECT created_at FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT ${COUNTED_UP_TO}) AS pending`;

/** What an outbox and its relay tell the metrics of their service. */
export class OutboxMetrics {
  private readonly sentTo: Family<typeof outboxSent.labels, CounterChild>;
  private readonly failures: CounterChild;
  private readonly delay: HistogramChild;

  constructor(metrics: Metrics, pool: Pool, held: () => readonly HeldMessage[]) {
    this.sentTo = metrics.counter(outboxSent);
    this.failures = metrics.counter(outboxSendFailures).of();
    this.delay = metrics.histogram(outboxPublishDelay).of();
    metrics.state([outboxHeld], () => [sample(outboxHeld, held().length)]);
    metrics.read([outboxPending, outboxOldestAge], async () => {
      const { rows } = await pool.query<{ pending: number; oldest_age: number | null }>({
        name: 'outbox-backlog',
        text: BACKLOG,
      });
      const [{ pending, oldest_age: oldestAge } = { pending: 0, oldest_age: null }] = rows;
      return [sample(outboxPending, pending), sample(outboxOldestAge, oldestAge ?? 0)];
    });
  }

  sent(messages: readonly PendingMessage[]): void {
    const now = performance.now();
    for (const { record, writtenAt } of messages) {
      this.sentTo.of({ topic: record.topic }).inc();
      this.delay.observe((now - writtenAt) / 1000);
    }
  }

  failed(): void {
    this.failures.inc();
  }
}
