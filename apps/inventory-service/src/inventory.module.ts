import { MessagingModule } from '@shop/messaging';
import { OperatorModule } from '@shop/operator-api';
import { DatabaseModule } from '@shop/platform';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AdjustStockHandler } from './commands/adjust-stock.js';
import { ChangeProductHandler } from './commands/change-product.js';
import { ListProductHandler } from './commands/list-product.js';
import { ReleaseStockHandler } from './commands/release-stock.js';
import { ReserveStockHandler } from './commands/reserve-stock.js';
import { ShipStockHandler } from './commands/ship-stock.js';
import { DemoSeed } from './demo-seed.js';
import { INVENTORY_CONFIG } from './inventory.config.js';
import type { InventoryConfig } from './inventory.config.js';
import { InventoryConsumers } from './inventory.consumers.js';
import { InventoryController } from './inventory.controller.js';
import { inventoryMigrations } from './inventory.migrations.js';
import { ProductRow } from './product.rows.js';
import { ProductStore } from './product.store.js';
import { GetProductHandler } from './queries/get-product.js';
import { GetStockHandler } from './queries/get-stock.js';
import { ListProductsHandler } from './queries/list-products.js';
import { StockRow } from './stock.rows.js';
import { StockStore } from './stock.store.js';

export const inventoryService = 'inventory-service';

const entities = [ProductRow, StockRow];
const commands = [
  ReserveStockHandler,
  ReleaseStockHandler,
  ShipStockHandler,
  AdjustStockHandler,
  ListProductHandler,
  ChangeProductHandler,
];
const queries = [GetProductHandler, ListProductsHandler, GetStockHandler];

@Module({})
export class InventoryModule {
  static with(config: InventoryConfig): DynamicModule {
    return {
      module: InventoryModule,
      imports: [
        DatabaseModule.with({ service: inventoryService, config, entities, migrations: inventoryMigrations }),
        TypeOrmModule.forFeature(entities),
        MessagingModule.with({ service: inventoryService, config }),
        OperatorModule.with({ service: inventoryService }),
        CqrsModule.forRoot(),
      ],
      controllers: [InventoryController, InventoryConsumers],
      providers: [
        { provide: INVENTORY_CONFIG, useValue: config },
        ProductStore,
        StockStore,
        DemoSeed,
        ...commands,
        ...queries,
      ],
    };
  }
}
