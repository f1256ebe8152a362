import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { cancel } from '../domain/payment.decisions.js';
import { mintCancellationRefund } from '../payment.identities.js';
import { PaymentStore } from '../payment.store.js';

/** The order is being cancelled: whatever was or will be taken goes back, and one `payment.refunded` answers. */
export class CancelPayment extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(CancelPayment)
export class CancelPaymentHandler implements ICommandHandler<CancelPayment> {
  constructor(private readonly payments: PaymentStore) {}

  async execute({ orderId }: CancelPayment): Promise<void> {
    await this.payments.change(orderId, cancel(mintCancellationRefund(orderId)));
  }
}
