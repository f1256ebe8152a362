import { httpUrl, serviceConfig, whole } from '@shop/platform';
import { z } from 'zod';

export const gatewayConfig = z.object({
  ...serviceConfig,
  USER_SERVICE_URL: httpUrl,
  ORDER_SERVICE_URL: httpUrl,
  INVENTORY_SERVICE_URL: httpUrl,
  PAYMENT_SERVICE_URL: httpUrl,
  SHIPPING_SERVICE_URL: httpUrl,
  NOTIFICATION_SERVICE_URL: httpUrl,
  /** Per caller: the token's subject, or the address of who has none. */
  RATE_LIMIT_PER_MINUTE: whole(1, 1_000_000_000).default(600),
  /** Per address, for everything below /auth. */
  LOGIN_RATE_LIMIT_PER_MINUTE: whole(1, 1_000_000_000).default(30),
  UPSTREAM_TIMEOUT_MS: whole(1, 600_000).default(5000),
  CIRCUIT_FAILURES: whole(1, 1000).default(5),
  CIRCUIT_HALF_OPEN_AFTER_MS: whole(1, 600_000).default(2000),
});
export type GatewayConfig = Readonly<z.infer<typeof gatewayConfig>>;

/** The token of the config in DI. */
export const GATEWAY_CONFIG = Symbol('GATEWAY_CONFIG');
/** The token of the `Lookup` in DI. */
export const GATEWAY_LOOKUP = Symbol('GATEWAY_LOOKUP');
