import type { Order } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { OrderView, toAnswer } from '../order.view.js';
import { maySee } from './visibility.js';
import type { Viewer } from './visibility.js';

export class GetOrder extends Query<Order> {
  constructor(
    readonly orderId: string,
    readonly viewer: Viewer,
  ) {
    super();
  }
}

@QueryHandler(GetOrder)
export class GetOrderHandler implements IQueryHandler<GetOrder> {
  constructor(@InjectRepository(OrderView) private readonly views: Repository<OrderView>) {}

  /** @throws AppError `order.not-found`, also for somebody else's order */
  async execute({ orderId, viewer }: GetOrder): Promise<Order> {
    const view = await this.views.findOneBy({ id: orderId });
    if (!view || !maySee(viewer, view.customerId)) throw notFound('order', orderId);
    return toAnswer(view);
  }
}
