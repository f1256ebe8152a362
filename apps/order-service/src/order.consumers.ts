import {
  paymentCaptured,
  paymentDeclined,
  paymentRefunded,
  productChanged,
  productListed,
  shipmentCancelled,
  shipmentCreated,
  shipmentDelivered,
  shipmentDispatched,
  shipmentRejected,
  stockRejected,
  stockReleased,
  stockReserved,
} from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { EventController } from '@shop/messaging';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import { LearnPrice } from './commands/learn-price.js';
import { RecordCompensation } from './commands/record-compensation.js';
import { RecordDelivery } from './commands/record-delivery.js';
import { RecordProgress } from './commands/record-progress.js';
import { StartCancellation } from './commands/start-cancellation.js';

/** What the order service hears. Its rows in the choreography (libs/saga) must match: a test compares them. */
@EventController()
export class OrderConsumers {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern<string>(stockReserved.type)
  onStockReserved(@Payload() event: EventOf<typeof stockReserved>): Promise<void> {
    return this.commands.execute(new RecordProgress(event));
  }

  @EventPattern<string>(paymentCaptured.type)
  onPaymentCaptured(@Payload() event: EventOf<typeof paymentCaptured>): Promise<void> {
    return this.commands.execute(new RecordProgress(event));
  }

  @EventPattern<string>(shipmentCreated.type)
  onShipmentCreated(@Payload() event: EventOf<typeof shipmentCreated>): Promise<void> {
    return this.commands.execute(new RecordProgress(event));
  }

  @EventPattern<string>(stockRejected.type)
  onStockRejected(@Payload() event: EventOf<typeof stockRejected>): Promise<void> {
    return this.commands.execute(new StartCancellation(event));
  }

  @EventPattern<string>(paymentDeclined.type)
  onPaymentDeclined(@Payload() event: EventOf<typeof paymentDeclined>): Promise<void> {
    return this.commands.execute(new StartCancellation(event));
  }

  @EventPattern<string>(shipmentRejected.type)
  onShipmentRejected(@Payload() event: EventOf<typeof shipmentRejected>): Promise<void> {
    return this.commands.execute(new StartCancellation(event));
  }

  @EventPattern<string>(stockReleased.type)
  onStockReleased(@Payload() event: EventOf<typeof stockReleased>): Promise<void> {
    return this.commands.execute(new RecordCompensation(event));
  }

  @EventPattern<string>(paymentRefunded.type)
  onPaymentRefunded(@Payload() event: EventOf<typeof paymentRefunded>): Promise<void> {
    return this.commands.execute(new RecordCompensation(event));
  }

  @EventPattern<string>(shipmentCancelled.type)
  onShipmentCancelled(@Payload() event: EventOf<typeof shipmentCancelled>): Promise<void> {
    return this.commands.execute(new RecordCompensation(event));
  }

  @EventPattern<string>(shipmentDispatched.type)
  onShipmentDispatched(@Payload() event: EventOf<typeof shipmentDispatched>): Promise<void> {
    return this.commands.execute(new RecordDelivery(event));
  }

  @EventPattern<string>(shipmentDelivered.type)
  onShipmentDelivered(@Payload() event: EventOf<typeof shipmentDelivered>): Promise<void> {
    return this.commands.execute(new RecordDelivery(event));
  }

  @EventPattern<string>(productListed.type)
  onProductListed(@Payload() event: EventOf<typeof productListed>): Promise<void> {
    return this.commands.execute(new LearnPrice(event.data));
  }

  @EventPattern<string>(productChanged.type)
  onProductChanged(@Payload() event: EventOf<typeof productChanged>): Promise<void> {
    return this.commands.execute(new LearnPrice(event.data));
  }
}
