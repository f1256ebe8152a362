import type { StockLevel } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { levelOf, StockRow, toStockAnswer } from '../stock.rows.js';

export class GetStock extends Query<StockLevel> {
  constructor(readonly sku: string) {
    super();
  }
}

@QueryHandler(GetStock)
export class GetStockHandler implements IQueryHandler<GetStock> {
  constructor(@InjectRepository(StockRow) private readonly stock: Repository<StockRow>) {}

  /** @throws AppError `product.not-found` */
  async execute({ sku }: GetStock): Promise<StockLevel> {
    const row = await this.stock.findOneBy({ sku });
    if (!row) throw notFound('product', sku);
    return toStockAnswer(levelOf(row));
  }
}
