import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { prepare } from '../domain/shipment.decisions.js';
import type { KnownOrder } from '../domain/shipment.js';
import { shipmentIdOf } from '../shipment.identities.js';
import { ShipmentStore } from '../shipment.store.js';

/** An order was placed: learn what its label will need. */
export class PrepareShipment extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly order: KnownOrder,
  ) {
    super();
  }
}

@CommandHandler(PrepareShipment)
export class PrepareShipmentHandler implements ICommandHandler<PrepareShipment> {
  constructor(private readonly shipments: ShipmentStore) {}

  async execute({ orderId, order }: PrepareShipment): Promise<void> {
    await this.shipments.change(orderId, prepare(order, shipmentIdOf(orderId)));
  }
}
