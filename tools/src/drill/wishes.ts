import type { OrderRequest } from '@shop/api-contracts';

export interface Wish {
  readonly request: OrderRequest;
  /** Cancelled at once: the cancellation meets stock, money and label at whatever point they are. */
  readonly thinksAgain: boolean;
}

export interface Skus {
  readonly plenty: string;
  /** Each with fewer pieces than are wanted. */
  readonly scarce: readonly string[];
}

/** Of so many orders in a row, two in ten want the same scarce sku; then it is the next one's turn. */
const ORDERS_FOR_EACH = 30;

const address = {
  name: 'Drill Customer',
  street: '1 Harbour Road',
  city: 'Hamburg',
  postalCode: '20457',
  country: 'DE',
};

/** Order by order every way in which one can end, the contested ones above all. */
export function wishes(number: number, { plenty, scarce }: Skus): Wish {
  const kind = number % 10;
  const contested = scarce[Math.floor(number / ORDERS_FOR_EACH) % scarce.length] ?? plenty;
  const sku = kind === 1 || kind === 6 ? contested : plenty;
  const token = kind === 2 ? 'tok_declined' : kind === 3 ? 'tok_flaky' : kind === 8 ? 'tok_slow' : 'tok_visa';
  return {
    request: {
      items: [{ sku, quantity: 1 }],
      shippingAddress: { ...address, ...(kind === 4 && { postalCode: '00000' }) },
      payment: { method: 'card', token },
    },
    thinksAgain: kind === 5 || kind === 8,
  };
}
