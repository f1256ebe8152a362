import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { release } from '../domain/stock.decisions.js';
import { StockStore } from '../stock.store.js';

/** The order is being cancelled: its goods are free again, wherever they are. */
export class ReleaseStock extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(ReleaseStock)
export class ReleaseStockHandler implements ICommandHandler<ReleaseStock> {
  constructor(private readonly stock: StockStore) {}

  async execute({ orderId }: ReleaseStock): Promise<void> {
    await this.stock.changeReserved(orderId, release(orderId, new Date().toISOString()));
  }
}
