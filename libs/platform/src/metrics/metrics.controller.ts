import { Controller, Get, Header, Res } from '@nestjs/common';
import { Metrics } from '@shop/telemetry';
import { AllowAccess } from '../auth/access.js';
import { METRICS_PATH } from './metrics-listener.js';

interface Reply {
  header(name: string, value: string): unknown;
}

/** For a scraper, which has no token. Only where no port is set apart for it: see `MetricsListener`. */
@AllowAccess('anyone')
@Controller(METRICS_PATH)
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('cache-control', 'no-store')
  async expose(@Res({ passthrough: true }) reply: Reply): Promise<string> {
    const text = await this.metrics.expose();
    reply.header('content-type', this.metrics.contentType);
    return text;
  }
}
