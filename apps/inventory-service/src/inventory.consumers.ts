import { cancellationStarted, orderPlaced, shipmentDispatched } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { EventController } from '@shop/messaging';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ReleaseStock } from './commands/release-stock.js';
import { ReserveStock } from './commands/reserve-stock.js';
import { ShipStock } from './commands/ship-stock.js';

/** What the inventory service hears. Its rows in the choreography (libs/saga) must match: a test compares them. */
@EventController()
export class InventoryConsumers {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern<string>(orderPlaced.type)
  onOrderPlaced(@Payload() { data }: EventOf<typeof orderPlaced>): Promise<void> {
    return this.commands.execute(new ReserveStock(data.orderId, data.items));
  }

  @EventPattern<string>(cancellationStarted.type)
  onCancellationStarted(@Payload() { data }: EventOf<typeof cancellationStarted>): Promise<void> {
    return this.commands.execute(new ReleaseStock(data.orderId));
  }

  @EventPattern<string>(shipmentDispatched.type)
  onShipmentDispatched(@Payload() { data }: EventOf<typeof shipmentDispatched>): Promise<void> {
    return this.commands.execute(new ShipStock(data.orderId));
  }
}
