import type { DomainEvent } from '@shop/domain-events';
import type { Journal, Transaction } from '@shop/group-commit';
import { traceIdOf } from '@shop/kernel';
import type { Pool } from 'pg';
import { describe, kindOf } from './timeline-step.js';
import type { StepKind } from './timeline-step.js';

/** One event in the life of an order, as its timeline shows it. */
export interface TimelineStep {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly service: string;
  readonly event: string;
  readonly kind: StepKind;
  readonly detail: string | null;
  readonly eventId: string;
  readonly causationId: string;
  readonly traceId: string | null;
}

const APPEND = `
  INSERT INTO saga_timeline (order_id, event_id, at, service, event, kind, detail, causation_id, trace_id)
  SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
  ON CONFLICT DO NOTHING`;

/** Keeps the events of each order, its own and those heard, in the transaction that wrote or heard them. */
export const timeline: Journal<DomainEvent> = {
  name: 'saga_timeline',
  async append(transaction: Transaction, events: readonly DomainEvent[]): Promise<void> {
    await transaction.query({
      name: 'append-timeline',
      text: APPEND,
      values: [
        events.map(({ correlationId }) => correlationId),
        events.map(({ id }) => id),
        events.map(({ time }) => time),
        events.map(({ source }) => source.replace('/shop/', '')),
        events.map(({ type }) => type),
        events.map(kindOf),
        events.map(describe),
        events.map(({ causationId }) => causationId),
        events.map(({ traceparent }) => traceIdOf(traceparent)),
      ],
    });
  },
};

interface Row {
  at: Date;
  service: string;
  event: string;
  kind: StepKind;
  detail: string | null;
  event_id: string;
  causation_id: string;
  trace_id: string | null;
}

export async function readTimeline(pool: Pick<Pool, 'query'>, orderId: string): Promise<TimelineStep[]> {
  const { rows } = await pool.query<Row>(
    `SELECT at, service, event, kind, detail, event_id, causation_id, trace_id
     FROM saga_timeline WHERE order_id = $1 ORDER BY at, position`,
    [orderId],
  );
  return inCausalOrder(
    rows.map((row) => ({
      at: row.at.toISOString(),
      service: row.service,
      event: row.event,
      kind: row.kind,
      detail: row.detail,
      eventId: row.event_id,
      causationId: row.causation_id,
      traceId: row.trace_id,
    })),
  );
}

/** Causes before effects, whatever the clocks of the services say; otherwise as given. */
export function inCausalOrder(steps: readonly TimelineStep[]): TimelineStep[] {
  const byId = new Map(steps.map((entry) => [entry.eventId, entry]));
  const ordered = new Set<TimelineStep>();
  const visit = (entry: TimelineStep, seen: ReadonlySet<TimelineStep>) => {
    if (ordered.has(entry) || seen.has(entry)) return;
    const cause = byId.get(entry.causationId);
    if (cause) visit(cause, new Set(seen).add(entry));
    ordered.add(entry);
  };
  for (const entry of steps) visit(entry, new Set());
  return [...ordered];
}
