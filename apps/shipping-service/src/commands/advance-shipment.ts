import { notFound } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { advance } from '../domain/shipment.decisions.js';
import type { Shipment } from '../domain/shipment.js';
import { ShipmentStore } from '../shipment.store.js';
import { ShipmentView } from '../shipment.view.js';

/** Moves a demo shipment on. @throws AppError `shipment.not-found`, `shipment.cannot-advance` */
export class AdvanceShipment extends Command<Shipment> {
  constructor(readonly shipmentId: string) {
    super();
  }
}

@CommandHandler(AdvanceShipment)
export class AdvanceShipmentHandler implements ICommandHandler<AdvanceShipment> {
  constructor(
    private readonly shipments: ShipmentStore,
    @InjectRepository(ShipmentView) private readonly views: Repository<ShipmentView>,
  ) {}

  async execute({ shipmentId }: AdvanceShipment): Promise<Shipment> {
    // The id of the order never changes, so it may be looked up before the transaction.
    const view = await this.views.findOneBy({ shipmentId });
    if (!view) throw notFound('shipment', shipmentId);
    return this.shipments.change(view.orderId, advance(new Date().toISOString()));
  }
}
