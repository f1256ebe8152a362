import { productChanged, productListed, stockRejected, stockReleased, stockReserved } from '@shop/domain-events';
import { unreachable } from '@shop/kernel';
import { publish } from '@shop/messaging';
import type { OutboxMessage } from '@shop/messaging';
import type { Product, ProductEvent } from './domain/product.js';
import type { StockEvent, StockLine } from './domain/stock.js';

/** What others hear of the stock. */
export function publishedOfStock(event: StockEvent): OutboxMessage | undefined {
  switch (event.type) {
    case 'StockReserved':
      return publish(stockReserved, { orderId: event.orderId, items: copy(event.items) });
    case 'StockRejected':
      return publish(stockRejected, { orderId: event.orderId, short: event.short.map((line) => ({ ...line })) });
    // Still here or come back: to the order it is the same, its goods are free again.
    case 'StockReleased':
    case 'StockReturned':
      return publish(stockReleased, { orderId: event.orderId, items: copy(event.items) });
    // How many pieces there are is nobody else's business; that a parcel has left, shipping has said.
    case 'StockAdjusted':
    case 'StockShipped':
      return undefined;
    default:
      return unreachable(event);
  }
}

/** What others hear of a product: always the whole of it, as it is after the event. */
export function publishedOfProduct(
  { sku, name, category, price, discontinued, revision }: Product,
  event: ProductEvent,
): OutboxMessage {
  const whole = { sku, name, category, price, discontinued, revision };
  switch (event.type) {
    case 'ProductListed':
      return publish(productListed, whole);
    case 'ProductChanged':
      return publish(productChanged, whole);
    default:
      return unreachable(event);
  }
}

function copy(lines: readonly StockLine[]): StockLine[] {
  return lines.map(({ sku, quantity }) => ({ sku, quantity }));
}
