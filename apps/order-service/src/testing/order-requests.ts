const shippingAddress = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

/** The body of POST /orders for these lines. */
export function orderOf(...lines: readonly (readonly [sku: string, quantity: number])[]) {
  const items = lines.map(([sku, quantity]) => ({ sku, quantity }));
  return { items, shippingAddress, payment: { method: 'card', token: 'tok_visa' } };
}

export const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });
