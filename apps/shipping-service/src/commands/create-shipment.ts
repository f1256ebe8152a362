import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { create } from '../domain/shipment.decisions.js';
import { shipmentIdOf } from '../shipment.identities.js';
import { ShipmentStore } from '../shipment.store.js';

/** The order is paid. */
export class CreateShipment extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(CreateShipment)
export class CreateShipmentHandler implements ICommandHandler<CreateShipment> {
  constructor(private readonly shipments: ShipmentStore) {}

  async execute({ orderId }: CreateShipment): Promise<void> {
    await this.shipments.change(orderId, create(shipmentIdOf(orderId)));
  }
}
