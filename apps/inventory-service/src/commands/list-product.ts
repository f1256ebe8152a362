import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { ProductFacts } from '../domain/product.js';
import { list } from '../domain/product.decisions.js';
import { stockUp } from '../domain/stock.decisions.js';
import { ProductStore } from '../product.store.js';
import type { ProductOnShelf } from '../product.store.js';

export interface NewProduct extends Omit<ProductFacts, 'discontinued'> {
  readonly sku: string;
  readonly initialStock: number;
}

/** A new product can be ordered from now on. */
export class ListProduct extends Command<ProductOnShelf> {
  constructor(readonly product: NewProduct) {
    super();
  }
}

@CommandHandler(ListProduct)
export class ListProductHandler implements ICommandHandler<ListProduct> {
  constructor(private readonly products: ProductStore) {}

  execute({ product: { sku, initialStock, name, category, price } }: ListProduct): Promise<ProductOnShelf> {
    const at = new Date().toISOString();
    const facts = { name, category, price, discontinued: false };
    return this.products.list(sku, list(sku, facts, at), stockUp(sku, initialStock, at));
  }
}
