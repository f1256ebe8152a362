import { freeText } from './free-text.js';

it.each([
  ['Demo Parcel does not deliver to postal code 20457.', 'Demo Parcel does not deliver to postal code ********.'],
  ['Postcode: SW1Y-4JH is unknown', 'Postcode ******** is unknown'],
  ['the postal code is missing', 'the postal code is missing'],
  ['write to ann@private.test, +44 20 7946 0958', 'write to ********, ********'],
  ['TEA: 3 wanted, 2 left', 'TEA: 3 wanted, 2 left'],
])('tells %j without what is personal in it', (said, told) => {
  expect(freeText(said)).toBe(told);
});

it('has an end', () => {
  expect(freeText('x'.repeat(10_000))).toBe(`${'x'.repeat(500)}…`);
});

it.each([null, undefined, ''])('of nothing is nothing: %j', (said) => {
  expect(freeText(said)).toBeNull();
});
