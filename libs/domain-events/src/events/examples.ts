/** Values that the examples of all events share, so that they tell one story. */
export const example = {
  orderId: '0197a1b2-0000-7000-8000-000000000001',
  customerId: '0197a1b2-0000-7000-8000-000000000002',
  paymentId: '0197a1b2-0000-7000-8000-000000000003',
  shipmentId: '0197a1b2-0000-7000-8000-000000000004',
  address: {
    name: 'Ada Lovelace',
    street: '12 St James Square',
    city: 'London',
    postalCode: 'SW1Y 4JH',
    country: 'GB',
  },
} as const;
