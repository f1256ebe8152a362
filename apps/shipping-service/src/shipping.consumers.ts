import { cancellationStarted, orderPlaced, paymentCaptured } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { EventController } from '@shop/messaging';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import { CancelShipment } from './commands/cancel-shipment.js';
import { CreateShipment } from './commands/create-shipment.js';
import { PrepareShipment } from './commands/prepare-shipment.js';

/** What the shipping service hears. Its rows in the choreography (libs/saga) must match: a test compares them. */
@EventController()
export class ShippingConsumers {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern<string>(orderPlaced.type)
  onOrderPlaced(@Payload() { data }: EventOf<typeof orderPlaced>): Promise<void> {
    const { orderId, customerId, shippingAddress: address, items } = data;
    const parcels = items.map(({ sku, quantity }) => ({ sku, quantity }));
    return this.commands.execute(new PrepareShipment(orderId, { customerId, address, parcels }));
  }

  @EventPattern<string>(paymentCaptured.type)
  onPaymentCaptured(@Payload() { data }: EventOf<typeof paymentCaptured>): Promise<void> {
    return this.commands.execute(new CreateShipment(data.orderId));
  }

  @EventPattern<string>(cancellationStarted.type)
  onCancellationStarted(@Payload() { data }: EventOf<typeof cancellationStarted>): Promise<void> {
    return this.commands.execute(new CancelShipment(data.orderId));
  }
}
