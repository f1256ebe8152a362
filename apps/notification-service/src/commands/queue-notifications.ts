import { GroupCommit, read } from '@shop/group-commit';
import { derivedId, newId, unavailable } from '@shop/kernel';
import { intend, intents } from '@shop/messaging';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import { contacts } from '../contact.rows.js';
import type { Channel } from '../contact.rows.js';
import { render } from '../domain/templates.js';
import { SEND } from '../notification.intents.js';
import type { AddressIntent, SendIntent } from '../notification.intents.js';
import { queued } from '../notification.rows.js';

const channels: readonly Channel[] = ['email', 'sms', 'push'];

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
        const { userId, email, name, preferences } = contact;
        const message = render(name, orderId, wish);
        for (const channel of channels.filter((wanted) => preferences[wanted])) {
          const id = newId(); // lists are in its order
          // The same whenever it is decided: mail servers, and SMS and push providers, know a message by it.
          const about = derivedId(orderId, 'notification', wish.template, channel);
          unit.append(queued, { id, userId, channel, template: wish.template, orderId });
          unit.append(
            intents,
            intend<SendIntent>(SEND, about, { notificationId: id, channel, userId, email, message }),
          );
        }
      },
    });
  }
}
