import { catalogueApi } from './catalogue.http.js';
import { paymentsApi } from './payments.http.js';
import { usersApi } from './users.http.js';

const accepts = (schema: { safeParse(value: unknown): { success: boolean } } | undefined, value: unknown) =>
  schema?.safeParse(value).success;

describe('accounts', () => {
  const account = { email: 'ada@example.test', password: '0123456789', name: 'Ada' };

  it.each([
    ['an address without a domain', { email: 'ada' }],
    ['a password of nine characters', { password: '012345678' }],
    ['a password of 201 characters', { password: 'x'.repeat(201) }],
    ['an empty name', { name: ' ' }],
    ['a role of its own choice', { roles: ['admin'] }],
  ])('refuses %s', (_, fault) => {
    expect(accepts(usersApi.register.body, account)).toBe(true);
    expect(accepts(usersApi.register.body, { ...account, ...fault })).toBe(false);
  });

  it('lets any wrong password through to be refused like all others', () => {
    expect(accepts(usersApi.login.body, { email: 'nobody', password: 'short' })).toBe(true);
  });

  it('knows three roles', () => {
    expect(accepts(usersApi.setRoles.body, { roles: ['customer', 'support', 'admin'] })).toBe(true);
    expect(accepts(usersApi.setRoles.body, { roles: ['root'] })).toBe(false);
    expect(accepts(usersApi.setRoles.body, { roles: [] })).toBe(false);
  });
});

describe('products', () => {
  const price = { amountMinor: 0, currency: 'USD' };
  const product = { sku: 'NW-001', name: 'Chai', category: 'Beverages', price, initialStock: 0 };

  it.each([
    ['a sku with a blank', { sku: 'NW 001' }],
    ['a sku of 65 characters', { sku: 'x'.repeat(65) }],
    ['a negative price', { price: { ...price, amountMinor: -1 } }],
    ['a fraction of a cent', { price: { ...price, amountMinor: 0.5 } }],
    ['an unknown form of currency', { price: { ...price, currency: 'usd' } }],
    ['a negative stock', { initialStock: -1 }],
  ])('refuses %s', (_, fault) => {
    expect(accepts(catalogueApi.add.body, product)).toBe(true);
    expect(accepts(catalogueApi.add.body, { ...product, ...fault })).toBe(false);
  });

  it('changes a part, but nothing that it does not know', () => {
    expect(accepts(catalogueApi.change.body, { discontinued: true })).toBe(true);
    expect(accepts(catalogueApi.change.body, { sku: 'other' })).toBe(false);
  });

  it('moves stock by a whole number other than zero', () => {
    for (const delta of [-5, 5]) expect(accepts(catalogueApi.adjustStock.body, { delta, reason: 'count' })).toBe(true);
    for (const delta of [0, 0.5, '5']) {
      expect(accepts(catalogueApi.adjustStock.body, { delta, reason: 'count' })).toBe(false);
    }
  });
});

it('refunds a positive amount or all that is left', () => {
  expect(accepts(paymentsApi.refund.body, { reason: 'broken' })).toBe(true);
  expect(accepts(paymentsApi.refund.body, { reason: 'broken', amountMinor: 1 })).toBe(true);
  expect(accepts(paymentsApi.refund.body, { reason: 'broken', amountMinor: 0 })).toBe(false);
  expect(accepts(paymentsApi.refund.body, { amountMinor: 1 })).toBe(false);
});
