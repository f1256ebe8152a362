import { cancellationStarted, orderPlaced, stockReserved } from '@shop/domain-events';
import type { EventOf } from '@shop/domain-events';
import { EventController } from '@shop/messaging';
import { CommandBus } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import { CancelPayment } from './commands/cancel-payment.js';
import { CapturePayment } from './commands/capture-payment.js';
import { PreparePayment } from './commands/prepare-payment.js';

/** What the payment service hears. Its rows in the choreography (libs/saga) must match: a test compares them. */
@EventController()
export class PaymentConsumers {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern<string>(orderPlaced.type)
  onOrderPlaced(@Payload() event: EventOf<typeof orderPlaced>): Promise<void> {
    return this.commands.execute(new PreparePayment(event.data));
  }

  @EventPattern<string>(stockReserved.type)
  onStockReserved(@Payload() event: EventOf<typeof stockReserved>): Promise<void> {
    return this.commands.execute(new CapturePayment(event.data.orderId));
  }

  @EventPattern<string>(cancellationStarted.type)
  onCancellationStarted(@Payload() event: EventOf<typeof cancellationStarted>): Promise<void> {
    return this.commands.execute(new CancelPayment(event.data.orderId));
  }
}
