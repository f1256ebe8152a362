import type { OrderRequest } from '@shop/api-contracts';

export interface DemoOrder {
  readonly title: string;
  readonly request: OrderRequest;
  /** Cancelled by the customer, with this reason, once it is confirmed. */
  readonly cancel?: string;
  /** Status and, if cancelled, the reason. */
  readonly endsAs: string;
}

const address = {
  name: 'Demo Customer',
  street: '1 Harbour Road',
  city: 'Hamburg',
  postalCode: '20457',
  country: 'DE',
};

function request(change: { sku?: string; quantity?: number; token?: string; postalCode?: string } = {}): OrderRequest {
  const { sku = 'DEMO-PLENTY', quantity = 2, token = 'tok_visa', postalCode = address.postalCode } = change;
  return {
    items: [{ sku, quantity }],
    shippingAddress: { ...address, postalCode },
    payment: { method: 'card', token },
  };
}

/** One order for every way in which an order can end. The inputs are those that the outside world's simulators know. */
export const demoOrders: readonly DemoOrder[] = [
  { title: 'Everything goes well', request: request(), endsAs: 'confirmed' },
  {
    title: 'Out of stock',
    request: request({ sku: 'DEMO-SCARCE', quantity: 5 }),
    endsAs: 'cancelled, out_of_stock',
  },
  {
    title: 'The card is declined',
    request: request({ token: 'tok_declined' }),
    endsAs: 'cancelled, payment_declined',
  },
  {
    title: 'Not enough money on the card',
    request: request({ token: 'tok_insufficient_funds' }),
    endsAs: 'cancelled, payment_declined',
  },
  {
    title: 'Nobody delivers there',
    request: request({ postalCode: '00000' }),
    endsAs: 'cancelled, undeliverable',
  },
  {
    title: 'The customer changes their mind',
    request: request(),
    cancel: 'changed my mind',
    endsAs: 'cancelled, customer_request',
  },
  { title: 'The payment provider fails twice', request: request({ token: 'tok_flaky' }), endsAs: 'confirmed' },
  { title: 'The payment provider is slow', request: request({ token: 'tok_slow' }), endsAs: 'confirmed' },
];
