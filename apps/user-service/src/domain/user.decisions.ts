import { notFound } from '@shop/kernel';
import type { Address, Decision } from '@shop/kernel';
import type { NotificationPreferences, RegisteredUser, User, UserEvent } from './user.js';

export type UserDecision = Decision<User, UserEvent>;

export interface ProfileChanges {
  readonly name?: string | undefined;
  /** Replaces all addresses. */
  readonly addresses?: readonly Address[] | undefined;
  /** Those that are left out stay as they are. */
  readonly notificationPreferences?:
    { readonly [Channel in keyof NotificationPreferences]?: boolean | undefined } | undefined;
}

/** Somebody opens an account. Whether the e-mail address is free, only all accounts together can tell: their index does. */
export const register =
  (account: Omit<Extract<UserEvent, { type: 'UserRegistered' }>, 'type'>): UserDecision =>
  (user) =>
    user.exists ? [] : [{ type: 'UserRegistered', ...account }];

/** Somebody changes their own profile. Saying what is so already changes nothing, and nobody hears of it. */
export const changeProfile =
  (userId: string, changes: ProfileChanges): UserDecision =>
  (user) => {
    if (!user.exists) throw notFound('user', userId);
    return [...profileChange(user, changes), ...addressChange(user, changes)];
  };

function profileChange(user: RegisteredUser, changes: ProfileChanges): readonly UserEvent[] {
  const name = changes.name ?? user.name;
  const { email, sms, push } = user.notificationPreferences;
  const wanted = changes.notificationPreferences ?? {};
  const preferences = { email: wanted.email ?? email, sms: wanted.sms ?? sms, push: wanted.push ?? push };
  const isSame =
    name === user.name && preferences.email === email && preferences.sms === sms && preferences.push === push;
  return isSame ? [] : [{ type: 'ProfileChanged', name, notificationPreferences: preferences }];
}

function addressChange(user: RegisteredUser, { addresses }: ProfileChanges): readonly UserEvent[] {
  const isSame = addresses === undefined || JSON.stringify(addresses) === JSON.stringify(user.addresses);
  return isSame ? [] : [{ type: 'AddressesChanged', addresses }];
}
