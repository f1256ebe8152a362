import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { voided } from '../domain/shipment.decisions.js';
import { ShipmentStore } from '../shipment.store.js';

/** The carrier has voided the label. */
export class RecordVoid extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(RecordVoid)
export class RecordVoidHandler implements ICommandHandler<RecordVoid> {
  constructor(private readonly shipments: ShipmentStore) {}

  async execute({ orderId }: RecordVoid): Promise<void> {
    await this.shipments.change(orderId, voided(new Date().toISOString()));
  }
}
