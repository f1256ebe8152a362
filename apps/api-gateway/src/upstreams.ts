import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Route, Upstream } from '@shop/api-contracts';
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

@Injectable()
export class Upstreams implements OnApplicationShutdown {
  private readonly clients: Readonly<Record<Upstream, UpstreamClient>>;

  constructor(@Inject(GATEWAY_CONFIG) config: GatewayConfig, @Inject(GATEWAY_LOOKUP) lookup: Lookup, metrics: Metrics) {
    const limits = {
      concurrency,
      queue,
      timeoutMs: config.UPSTREAM_TIMEOUT_MS,
      breaker: { consecutiveFailures: config.CIRCUIT_FAILURES, halfOpenAfterMs: config.CIRCUIT_HALF_OPEN_AFTER_MS },
    };
    const client = (name: Upstream, url: string) => new UpstreamClient(name, url, limits, lookup, metrics);
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
