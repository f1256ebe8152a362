import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { learn } from '../domain/recipient.decisions.js';
import { RecipientStore } from '../recipient.store.js';

/** An order was placed: from now on it is known whom to tell about it. */
export class LearnCustomer extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly customerId: string,
  ) {
    super();
  }
}

@CommandHandler(LearnCustomer)
export class LearnCustomerHandler implements ICommandHandler<LearnCustomer> {
  constructor(private readonly recipients: RecipientStore) {}

  async execute({ orderId, customerId }: LearnCustomer): Promise<void> {
    await this.recipients.change(orderId, learn(customerId));
  }
}
