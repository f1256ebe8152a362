import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { charged } from '../domain/payment.decisions.js';
import { mintCancellationRefund } from '../payment.identities.js';
import { PaymentStore } from '../payment.store.js';

/** The provider has taken the money. */
export class RecordCharge extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly chargeId: string,
  ) {
    super();
  }
}

@CommandHandler(RecordCharge)
export class RecordChargeHandler implements ICommandHandler<RecordCharge> {
  constructor(private readonly payments: PaymentStore) {}

  async execute({ orderId, chargeId }: RecordCharge): Promise<void> {
    await this.payments.change(orderId, charged(chargeId, mintCancellationRefund(orderId)));
  }
}
