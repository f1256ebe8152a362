import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { notify } from '../domain/recipient.decisions.js';
import type { Wish } from '../domain/recipient.js';
import { RecipientStore } from '../recipient.store.js';

/** Something has happened to an order that its customer wants to know. */
export class NotifyCustomer extends Command<void> {
  constructor(
    readonly orderId: string,
    readonly wish: Wish,
    /** If the event names the customer. */
    readonly customerId: string | null = null,
  ) {
    super();
  }
}

@CommandHandler(NotifyCustomer)
export class NotifyCustomerHandler implements ICommandHandler<NotifyCustomer> {
  constructor(private readonly recipients: RecipientStore) {}

  async execute({ orderId, wish, customerId }: NotifyCustomer): Promise<void> {
    await this.recipients.change(orderId, notify(wish, customerId));
  }
}
