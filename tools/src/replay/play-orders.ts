import type { Order, OrderReceipt, Payment } from '@shop/api-contracts';
import { awaitOrder } from '../client/await-order.js';
import { ShopError } from '../client/shop-client.js';
import type { ShopClient } from '../client/shop-client.js';
import type { OrderRecord } from './order-file.js';

export interface PlayedOrder {
  readonly ref: string;
  readonly order: Order;
  /** As the payment service has it; null if it never came to a payment. */
  readonly payment: Payment | null;
  /** From the request to the first look that found the order confirmed or cancelled, in milliseconds. */
  readonly tookMs: number;
}

export interface PlaySettings {
  readonly runId: string;
  readonly concurrency: number;
  readonly onProgress: (played: number) => void;
}

const GIVE_UP_MS = 300_000;

/** The orders again and again, each time under other references, until `isOver`. */
export function* inALoop(orders: readonly OrderRecord[], isOver: () => boolean): IterableIterator<OrderRecord> {
  for (let round = 1; ; round++) {
    for (const order of orders) {
      if (isOver()) return;
      yield { ...order, ref: `${order.ref}/${round}` };
    }
  }
}

/** Places all that are waiting, at most `concurrency` open at a time, and waits for each one's end. */
export async function playOrders(
  customer: ShopClient,
  waiting: IterableIterator<OrderRecord>,
  { runId, concurrency, onProgress }: PlaySettings,
): Promise<PlayedOrder[]> {
  const played: PlayedOrder[] = [];
  const worker = async () => {
    for (const record of waiting) {
      played.push(await play(customer, record, runId));
      onProgress(played.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return played;
}

async function play(
  customer: ShopClient,
  { ref, shippingAddress, lines }: OrderRecord,
  runId: string,
): Promise<PlayedOrder> {
  const started = performance.now();
  const { region, postalCode, ...address } = shippingAddress;
  const receipt = await customer.post<OrderReceipt>(
    '/orders',
    {
      items: lines.map(({ sku, quantity }) => ({ sku, quantity })),
      shippingAddress: { ...address, ...(region && { region }), postalCode: postalCode ?? 'n/a' },
      payment: { method: 'card', token: 'tok_visa' },
    },
    { 'idempotency-key': `${runId}:${ref}` },
  );
  const order = await awaitOrder(customer, receipt.id, ['confirmed', 'cancelled'], GIVE_UP_MS);
  const tookMs = performance.now() - started;
  return { ref, order, payment: await paymentOf(customer, receipt.id), tookMs };
}

async function paymentOf(customer: ShopClient, orderId: string): Promise<Payment | null> {
  try {
    return await customer.get<Payment>(`/orders/${orderId}/payment`);
  } catch (error) {
    if (error instanceof ShopError && error.status === 404) return null;
    throw error;
  }
}
