import type { Channel } from './contact.rows.js';
import type { Wish } from './domain/recipient.js';
import type { Message } from './domain/templates.js';

/** Find out how the customer wants to be told. Waits until the user's contact details are known. */
export const ADDRESS = 'address';
export interface AddressIntent {
  readonly orderId: string;
  readonly customerId: string;
  readonly wish: Wish;
}

/** Send one message. */
export const SEND = 'send';
export interface SendIntent {
  readonly notificationId: string;
  readonly channel: Channel;
  readonly userId: string;
  readonly email: string;
  readonly message: Message;
}
