import { decodeCursor, encodeCursor } from '@shop/api-contracts';
import type { Order } from '@shop/api-contracts';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { z } from 'zod';
import type { OrderStatus } from '../domain/order.js';
import { OrderView, toAnswer } from '../order.view.js';
import { isStaff } from './visibility.js';
import type { Viewer } from './visibility.js';

export interface OrderFilter {
  readonly status?: OrderStatus | undefined;
  readonly customerId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface OrderPage {
  readonly items: Order[];
  readonly nextCursor: string | null;
}

export class ListOrders extends Query<OrderPage> {
  constructor(
    readonly filter: OrderFilter,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

// Ids are UUIDv7: in the order of their making, so the id alone is the position.
const position = z.object({ before: z.uuid() });

@QueryHandler(ListOrders)
export class ListOrdersHandler implements IQueryHandler<ListOrders> {
  constructor(@InjectRepository(OrderView) private readonly views: Repository<OrderView>) {}

  /** Newest first. A customer sees their own orders, whatever `customerId` says. */
  async execute({ filter, viewer }: ListOrders): Promise<OrderPage> {
    const customerId = isStaff(viewer) ? filter.customerId : viewer.id;
    const query = this.views
      .createQueryBuilder('o')
      .orderBy('o.id', 'DESC')
      .limit(filter.limit + 1);
    if (customerId !== undefined) query.andWhere('o.customerId = :customerId', { customerId });
    if (filter.status !== undefined) query.andWhere('o.status = :status', { status: filter.status });
    if (filter.cursor !== undefined) query.andWhere('o.id < :before', decodeCursor(filter.cursor, position));
    const found = await query.getMany();
    const page = found.slice(0, filter.limit);
    const last = page.at(-1);
    return {
      items: page.map(toAnswer),
      nextCursor: found.length > filter.limit && last ? encodeCursor({ before: last.id }) : null,
    };
  }
}
