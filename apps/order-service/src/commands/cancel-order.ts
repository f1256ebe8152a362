import { notFound } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { cancel } from '../domain/order.decisions.js';
import { statusOf } from '../domain/order.js';
import type { OrderStatus } from '../domain/order.js';
import { OrderStore } from '../order.store.js';

export class CancelOrder extends Command<OrderStatus> {
  constructor(
    readonly orderId: string,
    readonly detail: string | null,
  ) {
    super();
  }
}

@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder> {
  constructor(private readonly orders: OrderStore) {}

  async execute({ orderId, detail }: CancelOrder): Promise<OrderStatus> {
    const order = await this.orders.change(orderId, cancel(orderId, detail, new Date().toISOString()));
    if (!order.exists) throw notFound('order', orderId);
    return statusOf(order);
  }
}
