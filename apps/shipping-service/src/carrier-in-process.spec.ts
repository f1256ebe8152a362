import { InProcessCarrier } from './carrier-in-process.js';

const requestTo = (postalCode: string) => ({
  reference: 'order-1',
  address: { name: 'Ada', street: '1 Main St', city: 'London', postalCode, country: 'GB' },
  parcels: [{ sku: 'A', quantity: 1 }],
});

describe('the carrier that is played in process', () => {
  const carrier = new InProcessCarrier();

  it('repeats its label under the same key, and makes another under another', async () => {
    const [first, again, other] = await Promise.all(
      ['k-1', 'k-1', 'k-2'].map((key) => carrier.createLabel(requestTo('N1'), key)),
    );
    expect(first).toMatchObject({
      kind: 'created',
      label: { id: 'lb_k1', trackingNumber: expect.stringMatching(/^DP\d{12}$/) as string },
    });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('does not deliver to 00000', async () => {
    expect(await carrier.createLabel(requestTo('00000'), 'k')).toMatchObject({ kind: 'undeliverable' });
  });
});
