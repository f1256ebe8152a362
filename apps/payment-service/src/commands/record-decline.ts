import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { declined } from '../domain/payment.decisions.js';
import { mintCancellationRefund } from '../payment.identities.js';
import { PaymentStore } from '../payment.store.js';

/** The provider refuses the card. */
export class RecordDecline extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly reason: string,
  ) {
    super();
  }
}

@CommandHandler(RecordDecline)
export class RecordDeclineHandler implements ICommandHandler<RecordDecline> {
  constructor(private readonly payments: PaymentStore) {}

  async execute({ orderId, reason }: RecordDecline): Promise<void> {
    await this.payments.change(orderId, declined(reason, mintCancellationRefund(orderId)));
  }
}
