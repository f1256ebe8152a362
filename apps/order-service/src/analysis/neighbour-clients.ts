import type { Upstream } from '@shop/api-contracts';
import { JsonClient } from '@shop/resilience';
import type { JsonClientLimits } from '@shop/resilience';
import type { Metrics } from '@shop/telemetry';
import type { OrderConfig } from '../order.config.js';

export type Neighbour = Exclude<Upstream, 'order-service' | 'user-service'>;

/**
 * A client for each service whose address is known.
 * @param purpose goes before the service's name in that of its circuit: what is asked for one purpose must not close the way for another,
 * and the gateway's circuit to a service, in the same process sometimes, is a third
 */
export function neighbourClients(
  config: OrderConfig,
  purpose: string,
  limits: JsonClientLimits,
  metrics: Metrics,
): ReadonlyMap<Neighbour, JsonClient> {
  const urls: readonly (readonly [Neighbour, string | undefined])[] = [
    ['inventory-service', config.INVENTORY_SERVICE_URL],
    ['payment-service', config.PAYMENT_SERVICE_URL],
    ['shipping-service', config.SHIPPING_SERVICE_URL],
    ['notification-service', config.NOTIFICATION_SERVICE_URL],
  ];
  return new Map(
    urls.flatMap(([name, url]) => (url ? [[name, new JsonClient(`${purpose}.${name}`, url, metrics, limits)]] : [])),
  );
}
