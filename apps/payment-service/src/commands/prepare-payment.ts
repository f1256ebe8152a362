import type { DataOf, orderPlaced } from '@shop/domain-events';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { prepare } from '../domain/payment.decisions.js';
import { mintPayment } from '../payment.identities.js';
import { PaymentStore } from '../payment.store.js';

/** The order says who pays how much; the money is taken once its stock is held too. */
export class PreparePayment extends Command<void> {
  constructor(readonly order: DataOf<typeof orderPlaced>) {
    super();
  }
}

@CommandHandler(PreparePayment)
export class PreparePaymentHandler implements ICommandHandler<PreparePayment> {
  constructor(private readonly payments: PaymentStore) {}

  async execute({ order: { orderId, customerId, total, payment } }: PreparePayment): Promise<void> {
    const order = { customerId, amount: total, cardToken: payment.token };
    await this.payments.change(orderId, prepare(order, mintPayment(orderId)));
  }
}
