import { Controller, Get, Logger, Query, Res, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { HealthRegistry } from '@shop/kernel';
import type { HealthCheck, HealthKind } from '@shop/kernel';
import { AllowAccess } from '../auth/access.js';
import { Stopping } from '../stopping.js';
import { Readiness } from './readiness.js';

const LIMIT_MS = 2000;

interface Reply {
  code(status: number): unknown;
}

/** 200 or 503, with the state of each check. A stopping service is live but not ready. */
@AllowAccess('anyone')
@Controller('health')
export class HealthController {
  private readonly logger = new Logger('health');
  private readonly was: Record<HealthKind, string> = { live: 'ok', ready: 'ok' };

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly registry: HealthRegistry,
    private readonly readiness: Readiness,
    private readonly stopping: Stopping,
  ) {}

  @Get('live')
  live(@Res({ passthrough: true }) reply: Reply): Promise<HealthCheckResult> {
    return this.answer('live', reply);
  }

  /** `?of=self`: whether it takes requests, whatever it depends on. For the one door of many services, which should not close for all. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: Reply, @Query('of') of?: string): Promise<HealthCheckResult> {
    if (of !== 'self') return this.answer('ready', reply);
    const result = await this.run('ready', []);
    if (result.status !== 'ok') reply.code(503);
    return result;
  }

  private async answer(kind: HealthKind, reply: Reply): Promise<HealthCheckResult> {
    const result = await this.run(kind, this.registry.checksFor(kind));
    this.logChange(kind, result);
    if (result.status !== 'ok') reply.code(503);
    return result;
  }

  private async run(kind: HealthKind, checks: readonly HealthCheck[]): Promise<HealthCheckResult> {
    // A consumer that has closed because the service stops is not ill: failing `live` would have the drain cut short.
    const wanted = this.stopping.signal.aborted ? [] : checks;
    const attempts = wanted.map(({ name, check }) =>
      this.indicator
        .check(name)
        .attempt(() => check())
        .withTimeout(LIMIT_MS),
    );
    const service = () => this.serviceState(kind);
    try {
      return await this.health.check([service, ...attempts]);
    } catch (error) {
      // Terminus reports "unwell" by throwing its answer; ours is the same body, without the wrapping of a problem.
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }

  private serviceState(kind: HealthKind) {
    const session = this.indicator.check('service');
    if (kind === 'live') return session.up();
    if (this.stopping.signal.aborted) return session.down('stopping');
    return this.readiness.started ? session.up() : session.down('starting');
  }

  private logChange(kind: HealthKind, { status, error }: HealthCheckResult): void {
    if (status === this.was[kind]) return;
    this.was[kind] = status;
    if (status === 'ok') this.logger.log(`${kind} again`);
    else this.logger.warn({ checks: error }, `not ${kind}`);
  }
}
