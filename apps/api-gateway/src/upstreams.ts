import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { allRoutes } from '@shop/api-contracts';
import type { Route, Upstream } from '@shop/api-contracts';
import { Stopping } from '@shop/platform';
import { Metrics } from '@shop/telemetry';
import type { Lookup } from './addresses.js';
import { GATEWAY_CONFIG, GATEWAY_LOOKUP } from './gateway.config.js';
import type { GatewayConfig } from './gateway.config.js';
import { UpstreamClient } from './upstream.js';

/**
 * So many calls run at once per service; what comes on top waits here rather than there. A service that hangs can hold its
 * own share of the gateway and not the others'.
 */
const concurrency = 128;
const queue = 1024;
/** A stream that the gateway's stop would cut off is ended properly before that. */
const finishWithinMs = 8_000;

/** Those that own a route that is long. */
const ownersOfLong = new Set(allRoutes().flatMap(({ isLong, owner }) => (isLong ? [owner] : [])));

@Injectable()
export class Upstreams implements OnApplicationShutdown {
  private readonly clients: Readonly<Record<Upstream, UpstreamClient>>;

  constructor(
    @Inject(GATEWAY_CONFIG) config: GatewayConfig,
    @Inject(GATEWAY_LOOKUP) lookup: Lookup,
    metrics: Metrics,
    stopping: Stopping,
  ) {
    const limits = {
      concurrency,
      queue,
      timeoutMs: config.UPSTREAM_TIMEOUT_MS,
      breaker: { consecutiveFailures: config.CIRCUIT_FAILURES, halfOpenAfterMs: config.CIRCUIT_HALF_OPEN_AFTER_MS },
    };
    const long = {
      concurrency: config.LONG_CALLS,
      timeoutMs: config.LONG_CALL_TIMEOUT_MS,
      beginsWithinMs: config.UPSTREAM_TIMEOUT_MS,
      closing: closingAfter(stopping),
    };
    const client = (name: Upstream, url: string) => {
      const all = ownersOfLong.has(name) ? { ...limits, long } : limits;
      return new UpstreamClient(name, url, all, lookup, metrics);
    };
    this.clients = {
      'user-service': client('user-service', config.USER_SERVICE_URL),
      'order-service': client('order-service', config.ORDER_SERVICE_URL),
      'inventory-service': client('inventory-service', config.INVENTORY_SERVICE_URL),
      'payment-service': client('payment-service', config.PAYMENT_SERVICE_URL),
      'shipping-service': client('shipping-service', config.SHIPPING_SERVICE_URL),
      'notification-service': client('notification-service', config.NOTIFICATION_SERVICE_URL),
    };
  }

  /** @throws Error for what no single service answers: a mistake of the caller's code. */
  of(owner: Route['owner']): UpstreamClient {
    if (owner === 'every-service') throw new Error('Every service has a part in this: ask each.');
    return this.clients[owner];
  }

  all(): readonly UpstreamClient[] {
    return Object.values(this.clients);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all().map((client) => client.close()));
  }
}

function closingAfter({ signal }: Stopping): AbortSignal {
  const closing = new AbortController();
  const close = () => closing.abort(new Error('The gateway stops.'));
  signal.addEventListener('abort', () => setTimeout(close, finishWithinMs).unref(), { once: true });
  return closing.signal;
}
