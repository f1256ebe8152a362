import { deciderSpec } from '@shop/kernel/testing';
import { learn, notify } from './recipient.decisions.js';
import { recipientEvolver } from './recipient.js';
import type { RecipientEvent, Wish } from './recipient.js';

const given = deciderSpec(recipientEvolver);
const shipped: Wish = { template: 'order-shipped', facts: {} };
const confirmed: Wish = { template: 'order-confirmed', facts: {} };
const learnt: RecipientEvent = { type: 'CustomerLearnt', customerId: 'c1' };
const granted = (wish: Wish): RecipientEvent => ({ type: 'WishGranted', customerId: 'c1', wish });

describe('the recipient of an order', () => {
  it('is told at once when known', () => {
    expect(given(learnt).when(notify(shipped, null))).toEqual([granted(shipped)]);
    expect(given().when(notify(confirmed, 'c1'))).toEqual([learnt, granted(confirmed)]);
  });

  it('is told later what came before the order', () => {
    expect(given().when(notify(shipped, null))).toEqual([{ type: 'WishKept', wish: shipped }]);
    const waiting = given({ type: 'WishKept', wish: shipped });
    expect(waiting.when(learn('c1'))).toEqual([learnt, granted(shipped)]);
    expect(waiting.when(notify(confirmed, 'c1'))).toEqual([learnt, granted(shipped), granted(confirmed)]);
  });

  it('is learnt once', () => {
    expect(given(learnt).when(learn('c1'))).toEqual([]);
  });
});
