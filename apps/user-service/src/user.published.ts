import { userChanged, userRegistered } from '@shop/domain-events';
import { unreachable } from '@shop/kernel';
import { publish } from '@shop/messaging';
import type { OutboxMessage } from '@shop/messaging';
import type { RegisteredUser, UserEvent } from './domain/user.js';

/** The only seam between what happens to accounts and the world: which of our events others hear of, and as what. */
export function published(user: RegisteredUser, event: UserEvent): OutboxMessage | undefined {
  const { id: userId, email, name, notificationPreferences, revision } = user;
  const told = { userId, email, name, notificationPreferences: { ...notificationPreferences }, revision };
  switch (event.type) {
    case 'UserRegistered':
      return publish(userRegistered, told);
    case 'ProfileChanged':
      return publish(userChanged, told);
    // An order carries its own address: nobody else needs to know where somebody lives.
    case 'AddressesChanged':
      return undefined;
    default:
      return unreachable(event);
  }
}
