import {
  orderCancelled,
  orderConfirmed,
  orderPlaced,
  shipmentDelivered,
  shipmentDispatched,
  userChanged,
  userRegistered,
} from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { amountText } from '@shop/kernel';
import { EventController } from '@shop/messaging';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import { LearnContact } from './commands/learn-contact.js';
import { LearnCustomer } from './commands/learn-customer.js';
import { NotifyCustomer } from './commands/notify-customer.js';

/** What the notification service hears. Its rows in the choreography (libs/saga) must match: a test compares them. */
@EventController()
export class NotificationConsumers {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern<string>(userRegistered.type)
  onUserRegistered(@Payload() { data }: EventOf<typeof userRegistered>): Promise<void> {
    return this.commands.execute(new LearnContact(data));
  }

  @EventPattern<string>(userChanged.type)
  onUserChanged(@Payload() { data }: EventOf<typeof userChanged>): Promise<void> {
    return this.commands.execute(new LearnContact(data));
  }

  @EventPattern<string>(orderPlaced.type)
  onOrderPlaced(@Payload() { data }: EventOf<typeof orderPlaced>): Promise<void> {
    return this.commands.execute(new LearnCustomer(data.orderId, data.customerId));
  }

  @EventPattern<string>(orderConfirmed.type)
  onOrderConfirmed(@Payload() { data }: EventOf<typeof orderConfirmed>): Promise<void> {
    const { orderId, customerId, total } = data;
    const facts = { total: amountText(total) };
    return this.commands.execute(new NotifyCustomer(orderId, { template: 'order-confirmed', facts }, customerId));
  }

  @EventPattern<string>(orderCancelled.type)
  onOrderCancelled(@Payload() { data }: EventOf<typeof orderCancelled>): Promise<void> {
    const { orderId, customerId, reason } = data;
    return this.commands.execute(
      new NotifyCustomer(orderId, { template: 'order-cancelled', facts: { reason } }, customerId),
    );
  }

  @EventPattern<string>(shipmentDispatched.type)
  onShipmentDispatched(@Payload() { data }: EventOf<typeof shipmentDispatched>): Promise<void> {
    const { orderId, carrier, trackingNumber } = data;
    const facts = { carrier, trackingNumber };
    return this.commands.execute(new NotifyCustomer(orderId, { template: 'order-shipped', facts }));
  }

  @EventPattern<string>(shipmentDelivered.type)
  onShipmentDelivered(@Payload() { data }: EventOf<typeof shipmentDelivered>): Promise<void> {
    return this.commands.execute(new NotifyCustomer(data.orderId, { template: 'order-delivered', facts: {} }));
  }
}
