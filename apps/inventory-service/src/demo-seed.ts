import { isAppError } from '@shop/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ListProduct } from './commands/list-product.js';
import type { NewProduct } from './commands/list-product.js';
import { demoProducts } from './demo-catalogue.js';
import { INVENTORY_CONFIG } from './inventory.config.js';
import type { InventoryConfig } from './inventory.config.js';

/** Lists the demo products by the same command as a person would, so that other services hear of them. */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  constructor(
    private readonly commands: CommandBus,
    @Inject(INVENTORY_CONFIG) private readonly config: InventoryConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.SEED_DEMO) await Promise.all(demoProducts.map((product) => this.list(product)));
  }

  private async list(product: NewProduct): Promise<void> {
    try {
      await this.commands.execute(new ListProduct(product));
    } catch (error) {
      // Another replica was faster, or an earlier start: what has become of the product since stays as it is.
      if (!isAppError(error) || error.code !== 'product.sku-taken') throw error;
    }
  }
}
