import { GroupCommit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import { intend, intents } from '@shop/messaging';
import { Command, CommandHandler } from '@nestjs/cqrs';
import type { ICommandHandler } from '@nestjs/cqrs';
import type { Channel, Contact } from '../contact.rows.js';
import { render } from '../domain/templates.js';
import { SEND } from '../notification.intents.js';
import type { AddressIntent, SendIntent } from '../notification.intents.js';
import { queued } from '../notification.rows.js';

const channels: readonly Channel[] = ['email', 'sms', 'push'];

/** The customer's contact is known: one message for each channel that they want. */
export class QueueNotifications extends Command<void> {
  constructor(
    readonly about: AddressIntent,
    readonly contact: Contact,
  ) {
    super();
  }
}

@CommandHandler(QueueNotifications)
export class QueueNotificationsHandler implements ICommandHandler<QueueNotifications> {
  constructor(private readonly group: GroupCommit) {}

  async execute({ about: { orderId, wish }, contact }: QueueNotifications): Promise<void> {
    const { userId, email, name, preferences } = contact;
    const message = render(name, orderId, wish);
    await this.group.submit({
      reads: [],
      decide: (unit) => {
        for (const channel of channels.filter((wanted) => preferences[wanted])) {
          const id = newId();
          unit.append(queued, { id, userId, channel, template: wish.template, orderId });
          unit.append(intents, intend<SendIntent>(SEND, { notificationId: id, channel, userId, email, message }));
        }
      },
    });
  }
}
