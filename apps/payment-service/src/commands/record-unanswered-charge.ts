import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { chargeUnanswered } from '../domain/payment.decisions.js';
import { PaymentStore } from '../payment.store.js';

/** The provider was asked for the charge and has not answered: counted, for people who wonder what takes so long. */
export class RecordUnansweredCharge extends Command<void> {
  constructor(readonly orderId: string) {
    super();
  }
}

@CommandHandler(RecordUnansweredCharge)
export class RecordUnansweredChargeHandler implements ICommandHandler<RecordUnansweredCharge> {
  constructor(private readonly payments: PaymentStore) {}

  async execute({ orderId }: RecordUnansweredCharge): Promise<void> {
    await this.payments.change(orderId, chargeUnanswered);
  }
}
