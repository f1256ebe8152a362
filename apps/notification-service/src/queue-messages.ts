import type { Unit } from '@shop/group-commit';
import { newId } from '@shop/kernel';
import { intend, intents } from '@shop/messaging';
import type { Channel, Contact } from './contact.rows.js';
import type { Wish } from './domain/recipient.js';
import { render } from './domain/templates.js';
import { SEND } from './notification.intents.js';
import type { SendIntent } from './notification.intents.js';
import { queued } from './notification.rows.js';
import type { Queued } from './notification.rows.js';

const channels: readonly Channel[] = ['email', 'sms', 'push'];

export interface Telling {
  readonly orderId: string;
  readonly contact: Contact;
  readonly wish: Wish;
  /** By what mail servers, and SMS and push providers, know the message: the same whenever it is decided. */
  readonly identity: (channel: Channel) => string;
}

/** One message for each channel that the customer wants. */
export function queueMessages(unit: Unit, { orderId, contact, wish, identity }: Telling): readonly Queued[] {
  const { userId, email, name, preferences } = contact;
  const message = render(name, orderId, wish);
  return channels
    .filter((wanted) => preferences[wanted])
    .map((channel) => {
      const id = newId(); // lists are in its order
      const row = { id, userId, channel, orderId, ...wish };
      unit.append(queued, row);
      const payload = { notificationId: id, channel, userId, email, message };
      unit.append(intents, intend<SendIntent>(SEND, identity(channel), payload));
      return row;
    });
}
