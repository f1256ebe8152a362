import { deciderSpec } from '@shop/kernel/testing';
import { changeProfile, register } from './user.decisions.js';
import { userEvolver } from './user.js';
import type { UserEvent } from './user.js';

const given = deciderSpec(userEvolver);
const account = {
  userId: 'u-1',
  email: 'Ada@Example.test',
  name: 'Ada',
  passwordHash: '$argon2id$…',
  roles: ['customer'],
  at: '2026-11-21T00:00:00.000Z',
} as const;
const registered: UserEvent = { type: 'UserRegistered', ...account };
const address = { name: 'Ada', street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };

describe('registration', () => {
  it('opens an account that wants e-mails alone, at revision 1', () => {
    expect(given().when(register(account))).toEqual([registered]);
    expect(given(registered).state).toMatchObject({
      revision: 1,
      addresses: [],
      notificationPreferences: { email: true, sms: false, push: false },
    });
  });

  it('decides to nothing for an account that is there already', () => {
    expect(given(registered).when(register(account))).toEqual([]);
  });
});

describe('a change of the profile', () => {
  it('keeps the preferences that it does not name', () => {
    const change = changeProfile('u-1', { notificationPreferences: { sms: true } });
    expect(given(registered).when(change)).toEqual([
      { type: 'ProfileChanged', name: 'Ada', notificationPreferences: { email: true, sms: true, push: false } },
    ]);
  });

  it('replaces the addresses as a whole', () => {
    const other = { ...address, city: 'Paris', country: 'FR' };
    const history: UserEvent[] = [registered, { type: 'AddressesChanged', addresses: [address] }];
    expect(given(...history).when(changeProfile('u-1', { addresses: [other] }))).toEqual([
      { type: 'AddressesChanged', addresses: [other] },
    ]);
  });

  it('decides to nothing when everything is so already', () => {
    const same = { name: 'Ada', addresses: [], notificationPreferences: { email: true } };
    expect(given(registered).when(changeProfile('u-1', same))).toEqual([]);
    expect(given(registered).when(changeProfile('u-1', {}))).toEqual([]);
  });

  it('counts a revision only for what others hear of', () => {
    const history: UserEvent[] = [
      registered,
      { type: 'AddressesChanged', addresses: [address] },
      { type: 'ProfileChanged', name: 'Countess', notificationPreferences: { email: true, sms: false, push: false } },
    ];
    expect(given(...history).state).toMatchObject({ revision: 2, name: 'Countess', addresses: [address] });
  });

  it('is refused for an account that does not exist', () => {
    expect(() => given().when(changeProfile('u-9', { name: 'X' }))).toThrow(
      expect.objectContaining({ kind: 'not-found', code: 'user.not-found' }) as Error,
    );
  });

  it('leaves nothing behind where there is no account', () => {
    const stray: UserEvent = { type: 'AddressesChanged', addresses: [address] };
    expect(given(stray).state).toEqual({ exists: false });
  });
});
