import type { OrderRecord } from './order-file.js';
import { inALoop } from './play-orders.js';

const shippingAddress = { name: 'Ada', street: '1 Main St', city: 'London', country: 'GB' };
const orders: readonly OrderRecord[] = ['a', 'b'].map((ref) => ({ ref, shippingAddress, lines: [] }));

describe('orders in a loop', () => {
  it('come again under other references, so that no round repeats the keys of one before', () => {
    const refs: string[] = [];
    for (const { ref } of inALoop(orders, () => refs.length === 5)) refs.push(ref);
    expect(refs).toEqual(['a/1', 'b/1', 'a/2', 'b/2', 'a/3']);
  });
});
