import { deadLetterId, encodeCursor } from '@shop/api-contracts';
import { cursorAfter, ownLetterId, placeAfter } from './letter-place.js';

const at = '2026-01-02T03:04:05.678Z';
const idAfter = (after: string) => placeAfter(encodeCursor([at, after]), 'order-service')?.id;

describe('the place in a list that several services share', () => {
  it('is the beginning without a cursor', () => {
    expect(placeAfter(undefined, 'order-service')).toBeUndefined();
  });

  it('is where the cursor was made', () => {
    const id = deadLetterId('order-service', 'abc');
    expect(placeAfter(cursorAfter({ lastFailedAt: at, id }), 'order-service')).toEqual({
      lastFailedAt: new Date(at),
      id: 'abc',
    });
  });

  it('is before all letters of that moment when the cursor is in a service behind', () => {
    expect((idAfter('payment-service.abc') ?? '') > 'ffffffff-ffff-ffff-ffff-ffffffffffff').toBe(true);
  });

  it('is after all letters of that moment when the cursor is in a service in front', () => {
    expect(idAfter('inventory-service.abc')).toBe('');
  });

  it('is nowhere for what is no cursor', () => {
    expect(() => placeAfter('nonsense', 'order-service')).toThrow('not one of this list');
  });
});

it("tells its own letters from another service's", () => {
  expect(ownLetterId('order-service.abc', 'order-service')).toBe('abc');
  expect(() => ownLetterId('payment-service.abc', 'order-service')).toThrow('There is no dead-letter');
});
