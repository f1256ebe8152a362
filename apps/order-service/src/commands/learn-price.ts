import type { DataOf, productChanged } from '@shop/domain-events';
import { GroupCommit, read } from '@shop/group-commit';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { prices } from '../order.prices.js';

/** The catalogue has a new or another product. The highest revision wins, so events may come in any order. */
export class LearnPrice extends Command<void> {
  constructor(readonly product: DataOf<typeof productChanged>) {
    super();
  }
}

@CommandHandler(LearnPrice)
export class LearnPriceHandler implements ICommandHandler<LearnPrice> {
  constructor(private readonly group: GroupCommit) {}

  async execute({ product: { sku, price, discontinued, revision } }: LearnPrice): Promise<void> {
    await this.group.submit({
      reads: [read(prices, sku)],
      decide: (unit) => {
        const known = unit.get(prices, sku);
        if (known && known.revision >= revision) return;
        unit.put(prices, sku, { sku, unitPrice: price, discontinued, revision });
      },
    });
  }
}
