import type { Decision } from '@shop/kernel';
import type { Recipient, RecipientEvent, Wish } from './recipient.js';

export type RecipientDecision = Decision<Recipient, RecipientEvent>;

/** The customer of the order is known now; what was kept for them is granted. */
export const learn =
  (customerId: string): RecipientDecision =>
  (recipient) => {
    if (recipient.customerId !== null) return [];
    const granted = recipient.kept.map((wish): RecipientEvent => ({ type: 'WishGranted', customerId, wish }));
    return [{ type: 'CustomerLearnt', customerId }, ...granted];
  };

/** @param customerId from the event, if it names the customer */
export const notify =
  (wish: Wish, customerId: string | null): RecipientDecision =>
  (recipient) => {
    const known = recipient.customerId ?? customerId;
    if (known === null) return [{ type: 'WishKept', wish }];
    return [...learn(known)(recipient), { type: 'WishGranted', customerId: known, wish }];
  };
