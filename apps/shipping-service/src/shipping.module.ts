import { MessagingModule } from '@shop/messaging';
import { OperatorModule } from '@shop/operator-api';
import { DatabaseModule, IN_PROCESS } from '@shop/platform';
import { Metrics } from '@shop/telemetry';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HttpCarrier } from './carrier-http.js';
import { InProcessCarrier } from './carrier-in-process.js';
import { Carrier } from './carrier.js';
import { AdvanceShipmentHandler } from './commands/advance-shipment.js';
import { CancelShipmentHandler } from './commands/cancel-shipment.js';
import { CreateShipmentHandler } from './commands/create-shipment.js';
import { PrepareShipmentHandler } from './commands/prepare-shipment.js';
import { RecordLabelHandler } from './commands/record-label.js';
import { RecordRejectionHandler } from './commands/record-rejection.js';
import { RecordVoidHandler } from './commands/record-void.js';
import { GetShipmentHandler } from './queries/get-shipment.js';
import { ShipmentCalls } from './shipment.calls.js';
import { ShipmentStore } from './shipment.store.js';
import { ShipmentView } from './shipment.view.js';
import type { ShippingConfig } from './shipping.config.js';
import { ShippingConsumers } from './shipping.consumers.js';
import { ShippingController } from './shipping.controller.js';
import { shippingMigrations } from './shipping.migrations.js';

export const shippingService = 'shipping-service';

const commands = [
  PrepareShipmentHandler,
  CreateShipmentHandler,
  CancelShipmentHandler,
  RecordLabelHandler,
  RecordRejectionHandler,
  RecordVoidHandler,
  AdvanceShipmentHandler,
];

@Module({})
export class ShippingModule {
  static with(config: ShippingConfig): DynamicModule {
    return {
      module: ShippingModule,
      imports: [
        DatabaseModule.with({
          service: shippingService,
          config,
          entities: [ShipmentView],
          migrations: shippingMigrations,
        }),
        TypeOrmModule.forFeature([ShipmentView]),
        MessagingModule.with({ service: shippingService, config }),
        OperatorModule.with({ service: shippingService }),
        CqrsModule.forRoot(),
      ],
      controllers: [ShippingController, ShippingConsumers],
      providers: [
        {
          provide: Carrier,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => carrierAt(config.CARRIER_URL, metrics),
        },
        ShipmentStore,
        ShipmentCalls,
        GetShipmentHandler,
        ...commands,
      ],
    };
  }
}

function carrierAt(url: string, metrics: Metrics): Carrier {
  return url === IN_PROCESS ? new InProcessCarrier() : new HttpCarrier(url, metrics);
}
