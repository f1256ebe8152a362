import { derivedId } from '@shop/kernel';

/** An order has one shipment. Decided again after a loss of memory, it is the one that others have heard of. */
export function shipmentIdOf(orderId: string): string {
  return derivedId(orderId, 'shipment');
}
