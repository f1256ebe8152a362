import { MessagingModule } from '@shop/messaging';
import { OperatorModule } from '@shop/operator-api';
import { DatabaseModule } from '@shop/platform';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AnalysisModule } from './analysis/analysis.module.js';
import { CancelOrderHandler } from './commands/cancel-order.js';
import { LearnPriceHandler } from './commands/learn-price.js';
import { PlaceOrderHandler } from './commands/place-order.js';
import { RecordCompensationHandler } from './commands/record-compensation.js';
import { RecordDeliveryHandler } from './commands/record-delivery.js';
import { RecordProgressHandler } from './commands/record-progress.js';
import { StartCancellationHandler } from './commands/start-cancellation.js';
import { TimeOutOrderHandler } from './commands/time-out-order.js';
import { ORDER_CONFIG } from './order.config.js';
import type { OrderConfig } from './order.config.js';
import { OrderConsumers } from './order.consumers.js';
import { OrderController } from './order.controller.js';
import { OrderDeadlines } from './order.deadlines.js';
import { orderMigrations } from './order.migrations.js';
import { OrderMetrics } from './order.metrics.js';
import { OrderStore } from './order.store.js';
import { OrderView } from './order.view.js';
import { AwaitPriceHandler } from './queries/await-price.js';
import { GetOrderHandler } from './queries/get-order.js';
import { GetTimelineHandler } from './queries/get-timeline.js';
import { ListOrdersHandler } from './queries/list-orders.js';
import { ListSagasHandler } from './queries/list-sagas.js';

export const orderService = 'order-service';

const commands = [
  PlaceOrderHandler,
  CancelOrderHandler,
  RecordProgressHandler,
  StartCancellationHandler,
  RecordCompensationHandler,
  RecordDeliveryHandler,
  TimeOutOrderHandler,
  LearnPriceHandler,
];
const queries = [GetOrderHandler, ListOrdersHandler, ListSagasHandler, GetTimelineHandler, AwaitPriceHandler];

@Module({})
export class OrderModule {
  static with(config: OrderConfig): DynamicModule {
    return {
      module: OrderModule,
      imports: [
        DatabaseModule.with({ service: orderService, config, entities: [OrderView], migrations: orderMigrations }),
        TypeOrmModule.forFeature([OrderView]),
        MessagingModule.with({ service: orderService, config }),
        OperatorModule.with({ service: orderService }),
        CqrsModule.forRoot(),
        AnalysisModule.with(config),
      ],
      controllers: [OrderController, OrderConsumers],
      providers: [
        { provide: ORDER_CONFIG, useValue: config },
        OrderStore,
        OrderDeadlines,
        OrderMetrics,
        ...commands,
        ...queries,
      ],
    };
  }
}
