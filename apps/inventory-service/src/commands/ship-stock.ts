import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { ship } from '../domain/stock.decisions.js';
import { StockStore } from '../stock.store.js';

/** The parcel is on its way: what was held for the order has left. */
export class ShipStock extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(ShipStock)
export class ShipStockHandler implements ICommandHandler<ShipStock> {
  constructor(private readonly stock: StockStore) {}

  async execute({ orderId }: ShipStock): Promise<void> {
    await this.stock.changeReserved(orderId, ship(orderId, new Date().toISOString()));
  }
}
