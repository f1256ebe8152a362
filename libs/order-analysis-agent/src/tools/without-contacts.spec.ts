import { withoutContacts } from './without-contacts.js';

describe('a text without contacts', () => {
  it.each([
    ['0170 55512345', 'a mobile'],
    ['020 7946 0000', 'a landline'],
    ['040/1234567', 'with a slash'],
    ['4242424242424242', 'a card'],
    ['4242 4242 4242 4242', 'a card in groups'],
    ['3782-822463-10005', 'a card of another kind'],
    ['203.0.113.77', 'IPv4'],
    ['2001:db8:85a3::8a2e:370:7334', 'IPv6'],
    ['fe80::1ff:fe23:4567:890a', 'IPv6 of a link'],
  ])('does not have %s (%s)', (contact) => {
    expect(withoutContacts(`it was ${contact}, they say`)).toBe('it was ********, they say');
    expect(withoutContacts(contact)).toBe('********');
  });

  it.each([
    'order 0198b000-0000-7000-8000-000000000001',
    'payment-service.0198b000-0000-7000-8000-00000000d001',
    '2026-11-21T10:00:00.000Z',
    '2026-11-21 10:00:00',
    'at 10:00:00, 5 of 12 left',
    '1,234,567.89 USD or 123456789 cents',
    'version 1.2.3, SKU-0001, 00000',
    'stock: 5/10, 0.5 percent',
  ])('keeps "%s"', (text) => {
    expect(withoutContacts(text)).toBe(text);
  });
});
