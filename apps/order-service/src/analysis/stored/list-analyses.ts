import { decodeCursor, encodeCursor } from '@shop/api-contracts';
import type { AnswerOf, OrderAnalysis, analysisApi } from '@shop/api-contracts';
import { Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { z } from 'zod';
import { GetOrder } from '../../queries/get-order.js';
import { isStaff } from '../../queries/visibility.js';
import type { Viewer } from '../../queries/visibility.js';

export type AnalysesPage = AnswerOf<typeof analysisApi.stored>;

export interface PageWanted {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The analyses of an order, newest first: for the staff all, for its customer those that they have asked for as such. */
export class ListAnalyses extends Query<AnalysesPage> {
  constructor(
    readonly orderId: string,
    readonly page: PageWanted,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

// Ids are UUIDv7: in the order of their making, so the id alone is the position.
const position = z.object({ before: z.uuid() });

const LIST = `
  SELECT result FROM analyses
  WHERE order_id = $1 AND ($2::text IS NULL OR (requested_by = $2 AND audience = 'owner')) AND ($3::uuid IS NULL OR id < $3)
  ORDER BY id DESC LIMIT $4`;

@QueryHandler(ListAnalyses)
export class ListAnalysesHandler implements IQueryHandler<ListAnalyses> {
  constructor(
    private readonly queries: QueryBus,
    private readonly pool: Pool,
  ) {}

  /** @throws AppError `order.not-found`, also for somebody else's order; `cursor.invalid` */
  async execute({ orderId, page: { limit, cursor }, viewer }: ListAnalyses): Promise<AnalysesPage> {
    await this.queries.execute(new GetOrder(orderId, viewer));
    const before = cursor === undefined ? null : decodeCursor(cursor, position).before;
    const { rows } = await this.pool.query<{ result: OrderAnalysis }>({
      name: 'list-analyses',
      text: LIST,
      values: [orderId, isStaff(viewer) ? null : viewer.id, before, limit + 1],
    });
    const items = rows.slice(0, limit).map(({ result }) => result);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? encodeCursor({ before: last.id }) : null };
  }
}
