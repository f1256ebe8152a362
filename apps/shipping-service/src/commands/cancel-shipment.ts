import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { cancel } from '../domain/shipment.decisions.js';
import { ShipmentStore } from '../shipment.store.js';

/** The order is being cancelled: undo what was done, and answer. */
export class CancelShipment extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(CancelShipment)
export class CancelShipmentHandler implements ICommandHandler<CancelShipment> {
  constructor(private readonly shipments: ShipmentStore) {}

  async execute({ orderId }: CancelShipment): Promise<void> {
    await this.shipments.change(orderId, cancel(new Date().toISOString()));
  }
}
