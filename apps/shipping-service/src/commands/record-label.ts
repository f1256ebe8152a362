import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { labelled } from '../domain/shipment.decisions.js';
import type { Label } from '../domain/shipment.js';
import { ShipmentStore } from '../shipment.store.js';

/** The carrier has taken the order on. */
export class RecordLabel extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly label: Label,
  ) {
    super();
  }
}

@CommandHandler(RecordLabel)
export class RecordLabelHandler implements ICommandHandler<RecordLabel> {
  constructor(private readonly shipments: ShipmentStore) {}

  async execute({ orderId, label }: RecordLabel): Promise<void> {
    await this.shipments.change(orderId, labelled(label, new Date().toISOString()));
  }
}
