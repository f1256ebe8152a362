import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { HealthRegistry } from '@shop/kernel';
import { Metrics } from '@shop/telemetry';
import { LoggerModule } from 'nestjs-pino';
import type { Params } from 'nestjs-pino';
import { AccessGuard } from '../auth/access.guard.js';
import { TokenVerifier } from '../auth/token-verifier.js';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { LogLevel } from '../logging/log-level.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { Stopping } from '../stopping.js';

export interface PlatformOptions {
  /** The service's own module. */
  readonly module: Type | DynamicModule;
  readonly logger: Params;
  /** Where the keys are that verify access tokens; absent in a process that no caller with a token ever asks. */
  readonly jwksUrl: string | undefined;
  readonly metrics: Metrics;
  /** Whether they are served where the service answers. */
  readonly exposesMetrics: boolean;
  readonly logLevel: LogLevel;
}

/** The root of every service: what all have in common, around the service's own module. */
@Module({})
export class PlatformModule {
  static around({ module, logger, jwksUrl, metrics, exposesMetrics, logLevel }: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      imports: [LoggerModule.forRoot(logger), TerminusModule.forRoot({ logger: false }), module],
      controllers: [HealthController, ...(exposesMetrics ? [MetricsController] : [])],
      providers: [
        HealthRegistry,
        Readiness,
        Stopping,
        { provide: Metrics, useValue: metrics },
        { provide: LogLevel, useValue: logLevel },
        { provide: TokenVerifier, useValue: new TokenVerifier(jwksUrl) },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [HealthRegistry, LogLevel, Metrics, Stopping, TokenVerifier],
    };
  }
}
