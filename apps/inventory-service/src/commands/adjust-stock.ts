import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { StockLevel } from '../domain/stock.js';
import { adjust } from '../domain/stock.decisions.js';
import { StockStore } from '../stock.store.js';

/** A person adds pieces, or takes them away, and says why. */
export class AdjustStock extends Command<StockLevel> {
  constructor(
    readonly sku: string,
    readonly delta: number,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(AdjustStock)
export class AdjustStockHandler implements ICommandHandler<AdjustStock> {
  constructor(private readonly stock: StockStore) {}

  execute({ sku, delta, reason }: AdjustStock): Promise<StockLevel> {
    return this.stock.changeLevel(sku, adjust(sku, delta, reason, new Date().toISOString()));
  }
}
