import { rolesAfter } from './roles.js';

it('gives each role once, in a fixed order', () => {
  expect(rolesAfter({ userId: 'u', roles: ['support', 'customer', 'support'], admins: ['a'] })).toEqual([
    'customer',
    'support',
  ]);
});

it('refuses to take the role from the last administrator', () => {
  expect(() => rolesAfter({ userId: 'a', roles: ['customer'], admins: ['a'] })).toThrow(
    expect.objectContaining({ kind: 'conflict', code: 'user.last-admin' }) as Error,
  );
});

it('takes the role from one of two administrators', () => {
  expect(rolesAfter({ userId: 'a', roles: ['customer'], admins: ['a', 'b'] })).toEqual(['customer']);
});

it('lets the last administrator have further roles', () => {
  expect(rolesAfter({ userId: 'a', roles: ['admin', 'support'], admins: ['a'] })).toEqual(['support', 'admin']);
});

it('lets roles of others change while there is one administrator', () => {
  expect(rolesAfter({ userId: 'u', roles: ['support'], admins: ['a'] })).toEqual(['support']);
});
