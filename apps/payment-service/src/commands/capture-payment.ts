import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { capture } from '../domain/payment.decisions.js';
import { mintPayment } from '../payment.identities.js';
import { PaymentStore } from '../payment.store.js';

/** The stock is held: the money is taken once the order is known too. */
export class CapturePayment extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(CapturePayment)
export class CapturePaymentHandler implements ICommandHandler<CapturePayment> {
  constructor(private readonly payments: PaymentStore) {}

  async execute({ orderId }: CapturePayment): Promise<void> {
    await this.payments.change(orderId, capture(mintPayment(orderId)));
  }
}
