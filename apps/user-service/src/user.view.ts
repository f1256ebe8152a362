import type { Profile, User as UserAnswer } from '@shop/api-contracts';
import type { RegisteredUser } from './domain/user.js';

/** An account, from wherever it was read. */
type Shown = Pick<RegisteredUser, 'id' | 'email' | 'name' | 'roles' | 'addresses' | 'notificationPreferences'>;

export function toUserAnswer({
  id,
  email,
  name,
  roles,
}: Omit<Shown, 'addresses' | 'notificationPreferences'>): UserAnswer {
  return { id, email, name, roles: [...roles] };
}

export function toProfile(user: Shown): Profile {
  const { addresses, notificationPreferences } = user;
  return {
    ...toUserAnswer(user),
    addresses: addresses.map((address) => ({ ...address })),
    notificationPreferences: { ...notificationPreferences },
  };
}
