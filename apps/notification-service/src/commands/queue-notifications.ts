import { GroupCommit, read } from '@shop/group-commit';
import { derivedId, unavailable } from '@shop/kernel';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { contacts } from '../contact.rows.js';
import type { AddressIntent } from '../notification.intents.js';
import { queueMessages } from '../queue-messages.js';

/** One message for each channel that the customer wants. */
export class QueueNotifications extends Command<void> {
  constructor(readonly about: AddressIntent) {
    super();
  }
}

@CommandHandler(QueueNotifications)
export class QueueNotificationsHandler implements ICommandHandler<QueueNotifications> {
  constructor(private readonly group: GroupCommit) {}

  /** @throws AppError `unavailable` while the customer is not known: users are another topic than orders, theirs may be on its way */
  async execute({ about: { orderId, customerId, wish } }: QueueNotifications): Promise<void> {
    await this.group.submit({
      reads: [read(contacts, customerId)],
      decide: (unit) => {
        const contact = unit.get(contacts, customerId);
        if (!contact) throw unavailable('contact.unknown', `How to reach user ${customerId} is not known yet.`);
        const identity = (channel: string) => derivedId(orderId, 'notification', wish.template, channel);
        queueMessages(unit, { orderId, contact, wish, identity });
      },
    });
  }
}
