import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { ProductFacts } from '../domain/product.js';
import { change } from '../domain/product.decisions.js';
import { ProductStore } from '../product.store.js';
import type { ProductOnShelf } from '../product.store.js';

/** What is given changes; the rest stays. */
export class ChangeProduct extends Command<ProductOnShelf> {
  constructor(
    readonly sku: string,
    readonly changes: Partial<ProductFacts>,
  ) {
    super();
  }
}

@CommandHandler(ChangeProduct)
export class ChangeProductHandler implements ICommandHandler<ChangeProduct> {
  constructor(private readonly products: ProductStore) {}

  execute({ sku, changes }: ChangeProduct): Promise<ProductOnShelf> {
    return this.products.change(sku, change(sku, changes));
  }
}
