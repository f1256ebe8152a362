import { shipmentDelivered } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { delivered, dispatched } from '../domain/order.decisions.js';
import { OrderStore } from '../order.store.js';

/** The parcel has left, or has arrived. */
export class RecordDelivery extends Command<void> {
  constructor(
    /** `shipmentDispatched` or `shipmentDelivered`: the same data. */
    readonly event: EventOf<typeof shipmentDelivered>,
  ) {
    super();
  }
}

@CommandHandler(RecordDelivery)
export class RecordDeliveryHandler implements ICommandHandler<RecordDelivery> {
  constructor(private readonly orders: OrderStore) {}

  async execute({ event }: RecordDelivery): Promise<void> {
    const arrived = event.type === shipmentDelivered.type;
    await this.orders.hear(event, arrived ? delivered(event.time) : dispatched(event.time));
  }
}
