import { decodeCursor, encodeCursor } from '@shop/api-contracts';
import type { AnswerOf, operatorsApi, Saga } from '@shop/api-contracts';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { z } from 'zod';
import type { OrderStatus } from '../domain/order.js';

export interface SagaFilter {
  readonly state?: OrderStatus | undefined;
  /** Seconds for which nothing has happened. */
  readonly olderThan?: number | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export type SagaPage = AnswerOf<typeof operatorsApi.sagas>;

/** Where each order stands in its saga: those that are stuck first, then the newest. */
export class ListSagas extends Query<SagaPage> {
  constructor(readonly filter: SagaFilter) {
    super();
  }
}

/** Not ended. */
export const RUNNING: readonly OrderStatus[] = ['placed', 'stock_reserved', 'paid', 'cancelling'];
export const STUCK_AFTER_SECONDS = 60;

/** `asOf` goes along: what counts as stuck must not change between the pages of one list. */
const position = z.object({ asOf: z.iso.datetime(), isStuck: z.boolean(), before: z.uuid() });
type Position = Omit<z.infer<typeof position>, 'before'> & { readonly before: string | null };

interface Row {
  readonly id: string;
  readonly status: OrderStatus;
  readonly placed_at: Date;
  readonly updated_at: Date;
  readonly due_at: Date | null;
  readonly at: Date | null;
  readonly service: string | null;
  readonly event: string | null;
}

const IS_STUCK = `o.status = ANY($1) AND o.updated_at < $2::timestamptz - $3 * interval '1 second'`;

const sagasThat = (are: string) => `
  SELECT o.id, o.status, o.placed_at, o.updated_at, d.due_at, last.at, last.service, last.event
  FROM order_views o
  LEFT JOIN saga_deadlines d ON d.saga_id = o.id
  LEFT JOIN LATERAL (
    SELECT at, service, event FROM saga_timeline t WHERE t.order_id = o.id ORDER BY position DESC LIMIT 1
  ) last ON true
  WHERE ${are}
    AND ($4::text IS NULL OR o.status = $4)
    AND ($5::int IS NULL OR o.updated_at <= $2::timestamptz - $5 * interval '1 second')
    AND ($6::text IS NULL OR o.id < $6)
  ORDER BY o.id DESC LIMIT $7`;

/** Two statements, so that the few that are stuck are found by their status and not among all that have ended. */
const statements = {
  stuck: { name: 'list-stuck-sagas', text: sagasThat(IS_STUCK) },
  others: { name: 'list-other-sagas', text: sagasThat(`NOT (${IS_STUCK})`) },
};

@QueryHandler(ListSagas)
export class ListSagasHandler implements IQueryHandler<ListSagas> {
  constructor(private readonly pool: Pool) {}

  /** @throws AppError `cursor.invalid` */
  async execute({ filter }: ListSagas): Promise<SagaPage> {
    const { limit, cursor } = filter;
    const start: Position =
      cursor === undefined
        ? { asOf: new Date().toISOString(), isStuck: true, before: null }
        : decodeCursor(cursor, position);
    const found = start.isStuck ? await this.find(filter, start, limit + 1) : [];
    if (found.length <= limit) {
      const rest = { ...start, isStuck: false, before: start.isStuck ? null : start.before };
      found.push(...(await this.find(filter, rest, limit + 1 - found.length)));
    }
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const next = last && { asOf: start.asOf, isStuck: last.isStuck, before: last.orderId };
    return { items, nextCursor: found.length > limit && next ? encodeCursor(next) : null };
  }

  private async find({ state, olderThan }: SagaFilter, from: Position, limit: number): Promise<Saga[]> {
    const { asOf, isStuck, before } = from;
    const { rows } = await this.pool.query<Row>({
      ...(isStuck ? statements.stuck : statements.others),
      values: [RUNNING, asOf, STUCK_AFTER_SECONDS, state ?? null, olderThan ?? null, before, limit],
    });
    return rows.map((row) => toSaga(row, isStuck));
  }
}

function toSaga(row: Row, isStuck: boolean): Saga {
  const { at, service, event } = row;
  return {
    orderId: row.id,
    state: row.status,
    isStuck,
    lastStep: at && service && event ? { at: at.toISOString(), service, event } : null,
    deadlineAt: row.due_at?.toISOString() ?? null,
    placedAt: row.placed_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
