import { addressKey } from './address.js';

const home = {
  name: 'Ada Lovelace',
  street: '12 St James’s Square',
  city: 'Köln',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

describe('the key of an address', () => {
  it.each([
    ['case and blanks', { street: ' 12  ST JAMES’S square', postalCode: 'sw1y4jh' }],
    ['punctuation', { street: '12, St. James’s Square' }],
    ['accents', { city: 'Koln' }],
    ['who lives there', { name: 'Charles Babbage' }],
    ['a region that only some write', { region: 'Rheinland' }],
  ])('is the same whatever the %s', (_, other) => {
    expect(addressKey({ ...home, ...other })).toBe(addressKey(home));
  });

  it.each([{ street: '13 St James’s Square' }, { postalCode: 'SW1Y 4JJ' }, { city: 'Bonn' }, { country: 'DE' }])(
    'is another for %j',
    (other) => {
      expect(addressKey({ ...home, ...other })).not.toBe(addressKey(home));
    },
  );

  it('keeps what is in one field apart from what is in the next', () => {
    const moved = { ...home, street: '12 St James’s SquareK', city: 'öln' };
    expect(addressKey(moved)).not.toBe(addressKey(home));
  });

  it('shows nothing of the address', () => {
    expect(addressKey(home)).toMatch(/^[0-9a-f-]{36}$/);
  });
});
