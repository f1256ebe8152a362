import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { StockLine } from '../domain/stock.js';
import { reserve } from '../domain/stock.decisions.js';
import { StockStore } from '../stock.store.js';

/** An order wants its goods held. */
export class ReserveStock extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly lines: readonly StockLine[],
  ) {
    super();
  }
}

@CommandHandler(ReserveStock)
export class ReserveStockHandler implements ICommandHandler<ReserveStock> {
  constructor(private readonly stock: StockStore) {}

  async execute({ orderId, lines }: ReserveStock): Promise<void> {
    const skus = lines.map(({ sku }) => sku);
    await this.stock.changeFor(orderId, skus, reserve(orderId, lines, new Date().toISOString()));
  }
}
