import type { Address, Evolver } from '@shop/kernel';
import { unreachable } from '@shop/kernel';

export type Role = 'customer' | 'support' | 'admin';

export interface NotificationPreferences {
  readonly email: boolean;
  readonly sms: boolean;
  readonly push: boolean;
}

/** What has happened to an account. Private: other services hear of it through user.published.ts. */
export type UserEvent =
  | {
      readonly type: 'UserRegistered';
      readonly userId: string;
      readonly email: string;
      readonly name: string;
      readonly passwordHash: string;
      readonly roles: readonly Role[];
      readonly at: string;
    }
  | {
      readonly type: 'ProfileChanged';
      readonly name: string;
      readonly notificationPreferences: NotificationPreferences;
    }
  | { readonly type: 'AddressesChanged'; readonly addresses: readonly Address[] };

export interface RegisteredUser {
  readonly exists: true;
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly roles: readonly Role[];
  readonly addresses: readonly Address[];
  readonly notificationPreferences: NotificationPreferences;
  /** Counts what others hear of, from 1: a copy elsewhere keeps the highest that it has seen. */
  readonly revision: number;
  readonly registeredAt: string;
}

export type User = { readonly exists: false } | RegisteredUser;

export const userEvolver: Evolver<User, UserEvent> = {
  initial: { exists: false },
  evolve(user, event) {
    if (event.type === 'UserRegistered') return registered(event);
    return user.exists ? changed(user, event) : user;
  },
};

function registered({ userId, email, name, passwordHash, roles, at }: Extract<UserEvent, { type: 'UserRegistered' }>) {
  return {
    exists: true,
    id: userId,
    email,
    name,
    passwordHash,
    roles,
    addresses: [],
    notificationPreferences: { email: true, sms: false, push: false },
    revision: 1,
    registeredAt: at,
  } satisfies RegisteredUser;
}

function changed(user: RegisteredUser, event: Exclude<UserEvent, { type: 'UserRegistered' }>): RegisteredUser {
  switch (event.type) {
    case 'ProfileChanged': {
      const { name, notificationPreferences } = event;
      return { ...user, name, notificationPreferences, revision: user.revision + 1 };
    }
    case 'AddressesChanged':
      return { ...user, addresses: event.addresses };
    default:
      return unreachable(event);
  }
}
