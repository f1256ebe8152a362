import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { refundConfirmed } from '../domain/payment.decisions.js';
import { mintCancellationRefund } from '../payment.identities.js';
import { PaymentStore } from '../payment.store.js';

/** The provider has given money back. */
export class RecordRefund extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly refundId: string,
    readonly providerRefundId: string,
  ) {
    super();
  }
}

@CommandHandler(RecordRefund)
export class RecordRefundHandler implements ICommandHandler<RecordRefund> {
  constructor(private readonly payments: PaymentStore) {}

  async execute({ orderId, refundId, providerRefundId }: RecordRefund): Promise<void> {
    await this.payments.change(orderId, refundConfirmed(refundId, providerRefundId, mintCancellationRefund(orderId)));
  }
}
