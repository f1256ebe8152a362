import { Inject, Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { getOptionsToken, getStorageToken, ThrottlerGuard } from '@nestjs/throttler';
import type { ThrottlerLimitDetail, ThrottlerModuleOptions, ThrottlerStorage } from '@nestjs/throttler';
import { apiBase } from '@shop/api-contracts';
import { TokenVerifier } from '@shop/platform';
import { httpRateLimited, Metrics } from '@shop/telemetry';
import type { CounterChild } from '@shop/telemetry';
import type { GatewayConfig } from './gateway.config.js';
import type { PublicReply, PublicRequest } from './http-exchange.js';
import { RateWindows } from './rate-windows.js';

const minuteMs = 60_000;
const signIn = 'sign-in';

/** Limits per caller over all routes together, and a narrower one where passwords can be tried. */
export function rateLimits(config: GatewayConfig): ThrottlerModuleOptions {
  return {
    storage: new RateWindows(),
    setHeaders: false,
    throttlers: [
      { name: 'caller', ttl: minuteMs, limit: config.RATE_LIMIT_PER_MINUTE },
      {
        name: signIn,
        ttl: minuteMs,
        limit: config.LOGIN_RATE_LIMIT_PER_MINUTE,
        skipIf: (at) => !isSignIn(requestOf(at)),
      },
    ],
    generateKey: (_, caller, throttler) => `${throttler} ${caller}`,
  };
}

@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  private readonly turnedAway: Readonly<Record<'caller' | 'sign_in', CounterChild>>;

  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly tokens: TokenVerifier,
    metrics: Metrics,
  ) {
    super(options, storage, reflector);
    const limited = metrics.counter(httpRateLimited);
    this.turnedAway = { caller: limited.of({ limit: 'caller' }), sign_in: limited.of({ limit: 'sign_in' }) };
  }

  /** Probes and scrapers must get their answer however busy the address that they come from. */
  protected override async shouldSkip(context: ExecutionContext): Promise<boolean> {
    const { url } = requestOf(context);
    return url.startsWith('/health/') || url.startsWith('/metrics');
  }

  /** Whoever has a good token is counted as such; a made-up one must not let anybody start counting anew. */
  protected override async getTracker(request: PublicRequest): Promise<string> {
    const token = /^Bearer +(\S+)$/i.exec(String(request.headers.authorization))?.[1];
    if (!token || isSignIn(request)) return super.getTracker(request);
    return this.tokens.verify(token).then(
      ({ id }) => `user ${id}`,
      () => super.getTracker(request),
    );
  }

  protected override throwThrottlingException(context: ExecutionContext, limit: ThrottlerLimitDetail): Promise<void> {
    this.turnedAway[limit.key.startsWith(`${signIn} `) ? 'sign_in' : 'caller'].inc();
    context
      .switchToHttp()
      .getResponse<PublicReply>()
      .headers({ 'retry-after': String(limit.timeToBlockExpire) });
    return super.throwThrottlingException(context, limit);
  }

  protected override async getErrorMessage(): Promise<string> {
    return 'Too many requests. Try again later.';
  }
}

function requestOf(context: ExecutionContext): PublicRequest {
  return context.switchToHttp().getRequest<PublicRequest>();
}

function isSignIn({ url }: PublicRequest): boolean {
  return url.startsWith(`${apiBase}/auth/`);
}
