import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { timeOut } from '../domain/order.decisions.js';
import { OrderStore } from '../order.store.js';

/** The watchdog has found the order past its deadline. */
export class TimeOutOrder extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(TimeOutOrder)
export class TimeOutOrderHandler implements ICommandHandler<TimeOutOrder> {
  constructor(private readonly orders: OrderStore) {}

  async execute({ orderId }: TimeOutOrder): Promise<void> {
    await this.orders.change(orderId, timeOut(new Date().toISOString()));
  }
}
