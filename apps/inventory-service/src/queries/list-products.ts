import { decodeCursor, encodeCursor } from '@shop/api-contracts';
import type { AnswerOf, catalogueApi } from '@shop/api-contracts';
import { Query, QueryHandler } from '@nestjs/cqrs';
import type { IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { z } from 'zod';
import { toProductAnswer } from '../product.answer.js';
import { ProductRow } from '../product.rows.js';

export interface ProductFilter {
  readonly q?: string | undefined;
  readonly category?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

type ProductPage = AnswerOf<typeof catalogueApi.list>;

export class ListProducts extends Query<ProductPage> {
  constructor(readonly filter: ProductFilter) {
    super();
  }
}

const position = z.object({ after: z.string() });

@QueryHandler(ListProducts)
export class ListProductsHandler implements IQueryHandler<ListProducts> {
  constructor(@InjectRepository(ProductRow) private readonly products: Repository<ProductRow>) {}

  /** By sku; `q` is part of a name or a sku, in any case. Discontinued products stay listed, marked as such. */
  async execute({ filter: { q, category, limit, cursor } }: ListProducts): Promise<ProductPage> {
    const query = this.products
      .createQueryBuilder('p')
      .innerJoinAndSelect('p.stock', 's')
      .orderBy('p.sku')
      .limit(limit + 1);
    if (q !== undefined) query.andWhere('(p.name ILIKE :part OR p.sku ILIKE :part)', { part: containing(q) });
    if (category !== undefined) query.andWhere('p.category = :category', { category });
    if (cursor !== undefined) query.andWhere('p.sku > :after', decodeCursor(cursor, position));
    const found = await query.getMany();
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toProductAnswer),
      nextCursor: found.length > limit && last ? encodeCursor({ after: last.sku }) : null,
    };
  }
}

/** What a person types stands for itself, also `%` and `_`. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
