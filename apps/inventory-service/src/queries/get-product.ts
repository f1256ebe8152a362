import type { Product } from '@shop/api-contracts';
import { notFound } from '@shop/kernel';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ProductRow } from '../product.rows.js';
import { toProductAnswer } from '../product.answer.js';

export class GetProduct extends Query<Product> {
  constructor(readonly sku: string) {
    super();
  }
}

@QueryHandler(GetProduct)
export class GetProductHandler implements IQueryHandler<GetProduct> {
  constructor(@InjectRepository(ProductRow) private readonly products: Repository<ProductRow>) {}

  /** @throws AppError `product.not-found` */
  async execute({ sku }: GetProduct): Promise<Product> {
    const row = await this.products.findOne({ where: { sku }, relations: { stock: true } });
    if (!row) throw notFound('product', sku);
    return toProductAnswer(row);
  }
}
