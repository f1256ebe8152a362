import { Module } from '@nestjs/common';
import type { DynamicModule, MiddlewareConsumer, NestModule, OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { HealthRegistry } from '@shop/kernel';
import type { Lookup } from './addresses.js';
import { DocumentationController } from './documentation.controller.js';
import { Forwarder } from './forwarder.js';
import { GATEWAY_CONFIG, GATEWAY_LOOKUP } from './gateway.config.js';
import type { GatewayConfig } from './gateway.config.js';
import { FanOut } from './operators/fan-out.js';
import { ProductVisibility } from './product-visibility.js';
import { publicRoutes } from './public-routes.js';
import { RateLimitGuard, rateLimits } from './rate-limit.guard.js';
import { SecurityHeaders } from './security-headers.js';
import { Upstreams } from './upstreams.js';

@Module({})
export class GatewayModule implements NestModule, OnModuleInit {
  constructor(
    private readonly health: HealthRegistry,
    private readonly upstreams: Upstreams,
  ) {}

  static with(config: GatewayConfig, lookup: Lookup): DynamicModule {
    return {
      module: GatewayModule,
      imports: [ThrottlerModule.forRoot(rateLimits(config))],
      controllers: [...publicRoutes, DocumentationController],
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        { provide: GATEWAY_LOOKUP, useValue: lookup },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        Upstreams,
        Forwarder,
        FanOut,
        ProductVisibility,
      ],
    };
  }

  onModuleInit(): void {
    for (const upstream of this.upstreams.all()) {
      this.health.add(upstream.name, 'ready', () => upstream.checkReady());
    }
  }

  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(SecurityHeaders).forRoutes('{*path}');
  }
}
