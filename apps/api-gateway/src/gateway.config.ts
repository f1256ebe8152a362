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
  /** For calls that may take long, to the last byte of a stream: above the time that the service gives itself. */
  LONG_CALL_TIMEOUT_MS: whole(1, 600_000).default(90_000),
  /** So many of them at a time per service; more are answered 503. */
  LONG_CALLS: whole(1, 1000).default(32),
  CIRCUIT_FAILURES: whole(1, 1000).default(5),
  CIRCUIT_HALF_OPEN_AFTER_MS: whole(1, 600_000).default(2000),
});
export type GatewayConfig = Readonly<z.infer<typeof gatewayConfig>>;

/** The token of the config in DI. */
export const GATEWAY_CONFIG = Symbol('GATEWAY_CONFIG');
/** The token of the `Lookup` in DI. */
export const GATEWAY_LOOKUP = Symbol('GATEWAY_LOOKUP');
