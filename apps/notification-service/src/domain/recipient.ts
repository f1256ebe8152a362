import type { Evolver } from '@shop/kernel';
import { unreachable } from '@shop/kernel';

export type Template = 'order-confirmed' | 'order-cancelled' | 'order-shipped' | 'order-delivered';

/** That the customer of an order shall be told something. */
export interface Wish {
  readonly template: Template;
  /** What the template tells beside the order's number: a reason, a tracking number. */
  readonly facts: Readonly<Record<string, string>>;
}

export type RecipientEvent =
  | { readonly type: 'CustomerLearnt'; readonly customerId: string }
  | { readonly type: 'WishKept'; readonly wish: Wish }
  | { readonly type: 'WishGranted'; readonly customerId: string; readonly wish: Wish };

/** Who is to be told about an order. News of shipments name no customer, and may come before the order does. */
export interface Recipient {
  readonly customerId: string | null;
  /** What waits for the customer to be known. */
  readonly kept: readonly Wish[];
}

export const recipientEvolver: Evolver<Recipient, RecipientEvent> = {
  initial: { customerId: null, kept: [] },
  evolve(recipient, event) {
    switch (event.type) {
      case 'CustomerLearnt':
        return { customerId: event.customerId, kept: [] };
      case 'WishKept':
        return { ...recipient, kept: [...recipient.kept, event.wish] };
      case 'WishGranted':
        return recipient;
      default:
        return unreachable(event);
    }
  },
};
