import { Memory } from '../memory/memory.js';
import { LabelBook } from './label-book.js';

const order = {
  reference: 'order-1',
  address: { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' },
  parcels: [{ sku: 'tea', quantity: 1 }],
};

describe('LabelBook', () => {
  it('makes labels, each with a tracking number of its own', () => {
    const labels = new LabelBook(new Memory(), 10);
    const [one, two] = [labels.create(order), labels.create(order)];

    expect(one.trackingNumber).toMatch(/^DP\d{12}$/);
    expect(one.trackingNumber).not.toBe(two.trackingNumber);
  });

  it('refuses an address that cannot be delivered to', () => {
    const nowhere = { ...order, address: { ...order.address, postalCode: '00000' } };

    expect(() => new LabelBook(new Memory(), 10).create(nowhere)).toThrow(
      expect.objectContaining({ kind: 'refused', code: 'undeliverable' }) as Error,
    );
  });

  it('voids a label, again without complaint, and no label that it does not know', () => {
    const labels = new LabelBook(new Memory(), 10);
    const { id } = labels.create(order);

    expect([labels.void(id).status, labels.void(id).status]).toEqual(['void', 'void']);
    expect(labels.newestFirst()).toMatchObject([{ id, status: 'void' }]);
    expect(() => labels.void('lb_unknown')).toThrow(expect.objectContaining({ kind: 'not-found' }) as Error);
  });
});
