import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { rejected } from '../domain/shipment.decisions.js';
import { ShipmentStore } from '../shipment.store.js';

/** The carrier does not deliver there. */
export class RecordRejection extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(RecordRejection)
export class RecordRejectionHandler implements ICommandHandler<RecordRejection> {
  constructor(private readonly shipments: ShipmentStore) {}

  async execute({ orderId, reason }: RecordRejection): Promise<void> {
    await this.shipments.change(orderId, rejected(reason, new Date().toISOString()));
  }
}
