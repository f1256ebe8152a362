import { ordersApi, paymentsApi, publicPath, shipmentsApi } from '@shop/api-contracts';
import type { OrderReceipt } from '@shop/api-contracts';

/** Where a client finds what belongs to an order: public paths, as the gateway serves them. */
export function linksOf(orderId: string): OrderReceipt['links'] {
  const of = (route: Parameters<typeof publicPath>[0]) => publicPath(route, { id: orderId });
  return {
    self: of(ordersApi.get),
    timeline: of(ordersApi.timeline),
    cancel: of(ordersApi.cancel),
    payment: of(paymentsApi.ofOrder),
    shipment: of(shipmentsApi.ofOrder),
  };
}
